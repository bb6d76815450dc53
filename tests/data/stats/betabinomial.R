# betabinomial.R - references, for tests/unit/stats_betabinomial_test.c
#
#     Rscript tests/data/stats/betabinomial.R > tests/data/stats/betabinomial.h
#
# Kleinman's moments are written down in his general form with weights w = n,
# which the C code has worked out, but for the variance of one trial, which is
# taken without bias, as by R's var(); posteriors are R's own beta quantiles.
set.seed(20261125)

numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")

kleinman <- function(n, x) {
    w <- n; p <- sum(w * x / n) / sum(w)
    s <- sum(w * (x / n - p)^2)
    a <- sum(w / n * (1 - w / sum(w)))
    v <- var(rep(c(1, 0), c(sum(x), sum(n - x))))
    (s - v * a) / (v * (sum(w * (1 - w / sum(w))) - a))
}

one <- function(name, n, x, own_n, own_x) {
    g <- min(1, max(0, kleinman(n, x)))
    effect <- 1 + g * (sum(n^2) / sum(n) - 1)
    worth <- min(100, max(1, 1 / g - 1))
    a <- worth * sum(x) / sum(n); b <- worth - a
    cat(sprintf("\t{\"%s\", %d,\n\t    {%s},\n\t    %.17g, %.17g, %.17g, %.17g,\n",
        name, length(n), paste(sprintf("{%d, %d}", n, x), collapse = ", "), g,
        sum(n) / effect, a, b))
    post <- c(a + own_x, b + own_n - own_x)
    cat(sprintf("\t    {%.17g, %.17g}, {%s}, %.17g, %.17g},\n", own_n, own_x,
        numbers(c(post[1] / sum(post), qbeta(c(0.025, 0.975), post[1], post[2]))),
        if (own_x > 0) qbeta(0.05, own_x, own_n - own_x + 1) else 0,
        if (own_x < own_n) qbeta(0.95, own_x + 1, own_n - own_x) else 1))
}

cat("/* Made by betabinomial.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
n <- as.integer(rpois(30, 400) + 1)
one("alike", n, rbinom(30, n, 0.02), 50, 0)
one("differ", n, rbinom(30, n, rbeta(30, 0.8, 40)), 120, 9)
n <- as.integer(rexp(30, 1 / 3000) + 1)
one("sizes differ", n, rbinom(30, n, rbeta(30, 2, 90)), 12.5, 0.75)
n <- rep(20L, 12)
one("all or none", n, rep(c(0L, 20L, 0L), 4), 1e8, 3e5)
cat("};\n")
