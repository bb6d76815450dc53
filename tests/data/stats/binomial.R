# binomial.R - reference limits, for tests/unit/stats_binomial_test.c
#
#     Rscript tests/data/stats/binomial.R > tests/data/stats/binomial.h
#
# Newcombe's difference is written down as in his paper, from the limits that
# prop.test gives.
options(warn = -1) # prop.test warns of small numbers

wilson <- function(x, n) prop.test(x, n, correct = FALSE)$conf.int
numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")

cat("/* Made by binomial.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct limits_reference limits_references[] = {\n")
for (c in list(c(0, 1), c(1, 1), c(0, 10), c(3, 10), c(10, 10), c(1, 148),
    c(0, 300), c(15, 148), c(263, 1000), c(1, 1e6), c(7, 1e8),
    c(5e7 + 3000, 1e8), c(1e8 - 1, 1e8))) {
    x <- c[1]; n <- c[2]
    side <- function(which) binom.test(x, n, alternative = which)$conf.int
    cat(sprintf("\t{{%.17g, %.17g}, {%s}, {%s}, {%s}, %.17g, %.17g},\n", n, x,
        numbers(wilson(x, n)), numbers(prop.test(x, n)$conf.int),
        numbers(binom.test(x, n)$conf.int), side("less")[2],
        side("greater")[1]))
}
cat("};\n\nstatic const struct difference_reference difference_references[] = {\n")
for (c in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(0, 10, 0, 20),
    c(10, 10, 0, 10), c(120, 1e6, 250, 1e6), c(6, 7, 2, 7))) {
    d <- c[1] / c[2] - c[3] / c[4]
    a <- wilson(c[1], c[2]); b <- wilson(c[3], c[4])
    low <- d - sqrt((c[1] / c[2] - a[1])^2 + (b[2] - c[3] / c[4])^2)
    high <- d + sqrt((a[2] - c[1] / c[2])^2 + (c[3] / c[4] - b[1])^2)
    cat(sprintf("\t{{%.17g, %.17g}, {%.17g, %.17g}, {%s}},\n", c[2], c[1],
        c[4], c[3], numbers(c(low, high))))
}
cat("};\n")
