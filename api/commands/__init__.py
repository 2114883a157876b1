"""The commands of `tandem`, a file a subject; heavy imports stay inside the functions."""
