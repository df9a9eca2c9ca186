"""What is remembered: the only room that knows SQL; gives out frozen dataclasses, never rows."""
