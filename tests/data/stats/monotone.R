# monotone.R - reference trends, for tests/unit/stats_monotone_test.c
#
#     Rscript tests/data/stats/monotone.R > tests/data/stats/monotone.h
#
# The test is R's own of Kendall's tau between values and times. The slope and
# its limits are written down as in Sen (1968); -999 where there are none.
set.seed(20261125)
options(warn = -1) # cor.test warns of ties

one <- function(name, time, value) {
    n <- length(value)
    ties <- anyDuplicated(value) || anyDuplicated(time)
    test <- cor.test(value, time, method = "kendall",
        exact = n <= 10 && !ties, continuity = TRUE)
    pairs <- combn(n, 2)
    dt <- time[pairs[2, ]] - time[pairs[1, ]]
    dv <- value[pairs[2, ]] - value[pairs[1, ]]
    slopes <- sort((dv / dt)[dt != 0])
    groups <- function(x, f) { t <- as.numeric(table(x)); sum(f(t)) }
    v <- function(t) t * (t - 1) * (2 * t + 5)
    variance <- (v(n) - groups(time, v) - groups(value, v)) / 18 +
        groups(time, function(t) t * (t - 1)) *
        groups(value, function(t) t * (t - 1)) / (2 * n * (n - 1)) +
        groups(time, function(t) t * (t - 1) * (t - 2)) *
        groups(value, function(t) t * (t - 1) * (t - 2)) /
            (9 * n * (n - 1) * (n - 2))
    rank <- floor((length(slopes) - qnorm(0.975) * sqrt(variance)) / 2)
    limits <- if (rank >= 1) c(slopes[rank], rev(slopes)[rank]) else c(-999, -999)
    cat(sprintf("\t{\"%s\", %d, {\n", name, n))
    cat(sprintf("\t    {%.17g, %.17g},\n", time, value), sep = "")
    cat(sprintf("\t}, %.17g, %.17g, %.17g, %.17g, %.17g},\n",
        sum(sign(dt) * sign(dv)), test$p.value, median(slopes), limits[1],
        limits[2]))
}

cat("/* Made by monotone.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
one("four up", 1:4, c(1, 2, 3, 4.5))
one("four", 1:4, c(2, 1, 3, 0.5))
one("five down", 1:5, c(9, 7, 6.5, 3, 1))
one("ten", 1:10, round(rnorm(10, 0.2 * (1:10)), 6))
one("ten with ties", 1:10, c(1, 2, 2, 3, 3, 3, 2, 5, 6, 5))
one("eleven", 1:11, round(rnorm(11), 6))
one("a year of weeks", 1:52, round(rnorm(52, 0.01 * (1:52)), 4))
one("few values", 1:36, rbinom(36, 3, 0.4))
one("gaps", sort(sample(1:90, 30)), round(rnorm(30, 5), 2))
one("two a time", rep(1:12, each = 2), round(rnorm(24, 0.1 * rep(1:12, each = 2)), 1))
one("three a time", rep(1:6, each = 3), c(1, 1, 2, 1, 2, 2, 3, 1, 1, 2, 3, 3, 3, 3, 2, 4, 3, 4))
cat("};\n")
