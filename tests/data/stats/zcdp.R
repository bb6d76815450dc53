# zcdp.R - reference values, for tests/unit/stats_zcdp_test.c
#
#     Rscript tests/data/stats/zcdp.R > tests/data/stats/zcdp.h
#
# The infimum is looked for as such, by R's optimize over log(alpha - 1); the
# program finds the zero of a derivative instead.
epsilon <- function(rho, delta) {
    at <- function(x) {
        a <- 1 + exp(x)
        rho * a + log(1 / (a * delta)) / (a - 1) + log1p(-1 / a)
    }
    max(0, optimize(at, c(-10, 20), tol = 1e-12)$objective)
}
cat("/* Made by zcdp.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
for (rho in c(1e-9, 1e-4, .025, .1, .2, .4, .5, 1, 2, 10, 100))
    for (delta in c(1e-3, 1e-6, 1e-12))
        cat(sprintf("    {%.17g, %.17g, %.17g, %.17g},\n", rho, delta,
            epsilon(rho, delta), pnorm(sqrt(2 * rho) / 2)))
cat("};\n")
