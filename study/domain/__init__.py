"""What is true: values in, values out; time and seed are arguments."""
