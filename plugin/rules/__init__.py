"""Regler. Pure functions: values in, values out; each rule of law in one function that names its source."""
