"""What lies near a text that somebody writes, and what they answer to it."""
