# Turns off every timer and ignores every signal, then loops.
# page: refused
# alone: time
import signal

signal.setitimer(signal.ITIMER_REAL, 0)
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True:
    pass
