# control.R - reference charts, for tests/unit/stats_control_test.c
#
#     Rscript tests/data/stats/control.R > tests/data/stats/control.h
#
# Limits and signals in vectors, after Laney (2002) and Wheeler (1993). Signals:
# 1 beyond a limit, 2 at least the eighth in a row on one side.
set.seed(20261125)

numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")

signals <- function(v, center, low, high) {
    side <- sign(v - center)
    runs <- rle(side)
    place <- sequence(runs$lengths)
    (v < low | v > high) + 2 * (place >= 8 & side != 0)
}

put <- function(name, center, spread, v, low, high)
    cat(sprintf("\t{\"%s\", %d, %s, %.17g, %.17g,\n\t    {%s},\n\t    {%s},\n\t    {%s}},\n",
        name, length(v), inputs, center, spread, numbers(low), numbers(high),
        numbers(signals(v, center, low, high))))

proportions <- function(name, n, x) {
    center <- sum(x) / sum(n)
    sigma <- sqrt(center * (1 - center) / n)
    z <- (x / n - center) / sigma
    spread <- mean(abs(diff(z))) / 1.128
    inputs <<- sprintf("\n\t    {%s},\n\t    {%s}", numbers(n), numbers(x))
    put(name, center, spread, x / n, pmax(0, center - 3 * sigma * spread),
        pmin(1, center + 3 * sigma * spread))
}

values <- function(name, v) {
    range <- mean(abs(diff(v)))
    inputs <<- sprintf("\n\t    {%s},\n\t    {0}", numbers(v))
    reach <- rep(2.66 * range, length(v))
    put(name, mean(v), range, v, mean(v) - reach, mean(v) + reach)
}

cat("/* Made by control.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference proportion_charts[] = {\n")
n <- rpois(24, 500)
proportions("chance alone", n, rbinom(24, n, 0.04))
n <- rpois(24, 2e6)
proportions("months differ", n, rbinom(24, n, rbeta(24, 40, 960)))
n <- rpois(24, 5000)
proportions("one bad month", n, rbinom(24, n, ifelse(1:24 == 17, 0.09, 0.03)))
proportions("a step", n, rbinom(24, n, ifelse(1:24 > 12, 0.06, 0.03)))
proportions("few", rep(10, 12), c(0, 0, 1, 0, 0, 0, 10, 0, 0, 0, 1, 0))
cat("};\n\nstatic const struct reference value_charts[] = {\n")
values("steady", round(rnorm(20, 14, 2), 2))
values("one bad month", c(round(rnorm(14, 14, 1), 2), 31, 14.5, 13.25))
values("a step down", round(rnorm(24, ifelse(1:24 > 10, 9, 14), 1), 2))
cat("};\n")
