"""The supply chain as versioned data."""
