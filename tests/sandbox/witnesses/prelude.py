def attempt(name, action):
    """Prints what became of it."""
    try:
        action()
    except BaseException as error:
        print(name, type(error).__name__)
    else:
        print(name, "DONE")
