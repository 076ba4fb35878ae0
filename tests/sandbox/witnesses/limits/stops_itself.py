# Stops, as a process that a debugger holds.
# page: refused
# alone: time
import signal

signal.raise_signal(signal.SIGSTOP)
