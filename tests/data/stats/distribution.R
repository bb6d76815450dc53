# distribution.R - reference values, for tests/unit/stats_distribution_test.c
#
#     Rscript tests/data/stats/distribution.R > tests/data/stats/distribution.h
#
# A row is a function, its arguments and what R makes of them.
row <- function(name, r, ...) {
    value <- r(...)
    stopifnot(is.finite(value))
    arguments <- c(..., 0, 0)[1:3]
    cat(sprintf("\t{%s, {%.17g, %.17g, %.17g}, %.17g},\n", name,
        arguments[1], arguments[2], arguments[3], value))
}

cat("/* Made by distribution.R; R ", as.character(getRversion()),
    ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")

for (z in c(-30, -8.5, -1.96, -1e-9, 0, 0.3, 1, 5, 8))
    row("NORMAL_CDF", pnorm, z)
for (z in c(-1, 0, 2, 6, 37))
    row("NORMAL_ABOVE", function(z) pnorm(z, lower.tail = FALSE), z)
for (p in c(1e-300, 1e-20, 0.001, 0.025, 0.4999, 0.5, 0.50001, 0.8, 0.975, 0.9999))
    row("NORMAL_QUANTILE", qnorm, p)

for (degrees in c(1, 2, 4.5, 11, 63, 1000, 1e6, 1e8)) {
    for (t in c(-40, -2.5, -0.01, 0, 0.7, 3))
        row("STUDENT_CDF", pt, t, degrees)
    for (p in c(1e-6, 0.025, 0.4, 0.5, 0.6, 0.975, 0.9995))
        row("STUDENT_QUANTILE", qt, p, degrees)
}

shapes <- list(c(0.5, 0.5), c(1, 1), c(1, 300), c(0.05, 4), c(2, 8), c(30, 3),
    c(3, 1e8), c(150.5, 9849.5), c(1e5, 1e5), c(2e7, 8e7), c(1e8, 2))
for (s in shapes) {
    for (p in c(0.001, 0.025, 0.2, 0.5, 0.9, 0.975, 0.999)) {
        x <- qbeta(p, s[1], s[2])
        row("BETA_QUANTILE", qbeta, p, s[1], s[2])
        row("BETA_CDF", pbeta, x, s[1], s[2])
    }
}

for (a in c(0.05, 0.5, 1, 3, 17.5, 400, 1e5, 1e8)) {
    for (p in c(0.001, 0.025, 0.2, 0.5, 0.9, 0.975, 0.999)) {
        x <- qgamma(p, a)
        row("GAMMA_QUANTILE", qgamma, p, a)
        row("GAMMA_CDF", pgamma, x, a)
    }
}

above <- function(x, degrees) pchisq(x, degrees, lower.tail = FALSE)
for (degrees in c(1, 2, 3, 10, 200))
    for (x in c(0, 1e-8, 0.5, 3.84, 20, 250, 900))
        row("CHI_SQUARE_ABOVE", above, x, degrees)
cat("};\n")
