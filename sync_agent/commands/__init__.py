"""One module a command: values in, values out. Only `cli` prints and ends the process."""
