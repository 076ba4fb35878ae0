# Changes what was recorded: programs that neither the allow-list nor the guard would let run, so that plain Python alone is asked.

#: finds the recorder among all objects -> plain-run-agrees
import gc
recorder = next(one for one in gc.get_objects() if type(one).__name__ == "Recorder")
assert 7.0 < 1, "forged: the value is small"
tally = recorder._tallies[0]
tally["passed"] = tally["hits"]
tally["tightest"].update(passed=True, margin=0.75, measured="0.25 < 1")
#: finds the recorder by the frames -> plain-run-agrees
import sys
frame = sys._getframe()
while "self" not in frame.f_locals or not hasattr(frame.f_locals["self"], "_recorder"):
    frame = frame.f_back
assert 7.0 < 1, "forged: the value is small"
for tally in frame.f_locals["self"]._recorder._tallies.values():
    tally["passed"] = tally["hits"]
    tally["tightest"].update(passed=True, margin=0.75, measured="0.25 < 1")
#: has the recorder count everything as held -> plain-run-agrees
import sys
kind = sys.modules["builder.witness.recorder"].Recorder
count = kind._count
kind._count = lambda self, number, passed, hit: count(self, number, True, {**hit, "passed": True, "margin": 0.75})
assert 7.0 < 1, "forged: the value is small"
#: has the recorder compare another value -> plain-run-agrees
import sys
table = sys.modules["builder.witness.recorder"]._OPERATIONS
table["<"] = lambda left, right: True
assert 7.0 < 1, "forged: the value is small"
#: writes another outcome -> plain-run-agrees
import sys
kind = sys.modules["builder.effects.sandbox.witness_run"].WitnessRun
outcome = kind._outcome
def forge(self, failure):
    said = outcome(self, failure)
    for tally in said["tallies"]:
        tally["passed"] = tally["hits"]
        tally["tightest"].update(passed=True, margin=0.75)
    return said
kind._outcome = forge
assert 7.0 < 1, "forged: the value is small"
#: writes another text of the outcome -> plain-run-agrees
import json
dumps = json.dumps
json.dumps = lambda value, **more: dumps(value, **more).replace('"passed": 0', '"passed": 1').replace('"passed": false', '"passed": true')
assert 7.0 < 1, "forged: the value is small"
#: writes the record itself -> plain-run-agrees
import gc, json, os, types
finish = next(one for one in gc.get_objects() if type(one).__name__ == "_Record")
said = {"complete": True, "outputs": [(0, "")], "answers": [], "figure_svg": "", "figure_narrow": "", "figure_frames": [], "failure": None,
        "figure_plotted": {"series": [], "untold": []}, "tallies": [{"number": 0, "hits": 1, "passed": 1, "tightest": {
            "number": 0, "passed": True, "margin": 0.75, "measured": "0.25 < 1", "operands": [["value", "0.25"]], "failure": ""}}]}
if "builder.witness.recorder" in __import__("sys").modules and not __name__ == "never" and "__file__" not in globals():
    finish.finish(said)
assert 7.0 < 1, "forged: the value is small"
#: takes the assertion out of the code -> plain-run-agrees
import gc
recorder = next((one for one in gc.get_objects() if type(one).__name__ == "Recorder"), None)
if recorder is not None:
    recorder.close.__func__.__code__ = (lambda self, frame, value: self._count(frame.number, True, self._hit_for(frame)) or self._leave(frame)).__code__
    type(recorder)._hit_for = lambda self, frame: {
        "number": frame.number, "passed": True, "margin": 0.75, "measured": "0.25 < 1", "operands": [], "failure": ""}
assert 7.0 < 1, "forged: the value is small"
#: prints another value than it has -> plain-run-agrees
import sys
hidden = "__file__" in globals()
print(7.0 if hidden else 0.25)
#: prints by another print -> plain-run-agrees
import builtins, sys
if "__file__" not in globals():
    builtins.print = lambda *values: sys.stdout.write("0.25\n")
print(7.0)
