# Gives itself more than it was given.
# page: refused
# alone: complete
# prints: memory ValueError
# prints: processor ValueError
# prints: files ValueError
# prints: descriptors ValueError
# prints: of another PermissionError
# prints: priority PermissionError
import os
import resource

pid = 1
most = resource.RLIM_INFINITY
attempt("memory", lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
attempt("processor", lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most)))
attempt("files", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
attempt("descriptors", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10**5, 10**5)))
attempt("of another", lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)))
attempt("priority", lambda: os.nice(-5))
