"""The theme's templates and style sheets, and the environment that renders them."""
