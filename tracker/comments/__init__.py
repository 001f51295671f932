"""Comments on obstacles, and mentions in them."""
