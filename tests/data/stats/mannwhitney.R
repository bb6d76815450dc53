# mannwhitney.R - references, for tests/unit/stats_mannwhitney_test.c
#
#     Rscript tests/data/stats/mannwhitney.R > tests/data/stats/mannwhitney.h
#     Rscript tests/data/stats/mannwhitney.R coverage
#
# Effects are U / (m n) of wilcox.test. Limits are where R's uniroot finds that
# the score equation of Newcombe (2006, part 2, method 5) changes its sign, the
# variance being written as Hanley and McNeil (1982) have it. With "coverage": how
# many of 4000 intervals hold the truth, by this method and by that of Brunner and
# Munzel (2000), for five answers.
set.seed(20261126)

variance <- function(effect, m, n) {
    q1 <- effect / (2 - effect)
    q2 <- 2 * effect^2 / (1 + effect)
    both <- (m + n) / 2 - 1
    (effect * (1 - effect) + both * (q1 - effect^2) + both * (q2 - effect^2)) /
        (m * n)
}

newcombe <- function(effect, m, n) {
    away <- function(t) (t - effect)^2 - qnorm(0.975)^2 * variance(t, m, n)
    root <- function(from, to) uniroot(away, c(from, to), tol = 1e-15)$root
    c(if (effect == 0) 0 else root(1e-12, effect - 1e-12 * (effect == 1)),
      if (effect == 1) 1 else root(effect + 1e-12 * (effect == 0), 1 - 1e-12))
}

brunner.munzel <- function(x, y) {
    m <- length(x)
    n <- length(y)
    placed <- (rank(c(x, y))[1:m] - rank(x)) / n
    other <- (rank(c(x, y))[m + 1:n] - rank(y)) / m
    parts <- c(var(placed) / m, var(other) / n)
    if (sum(parts) == 0) return(rep(mean(placed), 2))
    degrees <- sum(parts)^2 / sum(parts^2 / c(m - 1, n - 1))
    mean(placed) + c(-1, 1) * qt(0.975, degrees) * sqrt(sum(parts))
}

effect.of <- function(x, y)
    unname(suppressWarnings(wilcox.test(x, y, exact = FALSE))$statistic) /
        length(x) / length(y)

if (identical(commandArgs(TRUE), "coverage")) {
    answers <- list(c(.2, .2, .2, .2, .2), c(.05, .1, .2, .3, .35),
        c(.02, .03, .05, .2, .7), c(.5, .3, .1, .07, .03), c(.3, .7, 0, 0, 0))
    for (pair in list(c(1, 1), c(1, 2), c(3, 3), c(4, 3), c(2, 4), c(5, 4)))
        for (size in list(c(4, 4), c(5, 8), c(10, 10), c(8, 30), c(30, 30))) {
            p <- answers[[pair[1]]]
            q <- answers[[pair[2]]]
            truth <- sum(outer(p, q) *
                (outer(1:5, 1:5, ">") + outer(1:5, 1:5, "==") / 2))
            holds <- replicate(4000, {
                x <- sample(5, size[1], TRUE, p)
                y <- sample(5, size[2], TRUE, q)
                a <- newcombe(mean(outer(x, y, ">") + outer(x, y, "==") / 2),
                    size[1], size[2])
                b <- brunner.munzel(x, y)
                c(a[1] <= truth && truth <= a[2],
                  b[1] <= truth && truth <= b[2])
            })
            cat(sprintf("%.3f  %2d %2d  %.1f %.1f\n", truth, size[1], size[2],
                100 * mean(holds[1, ]), 100 * mean(holds[2, ])))
        }
    quit()
}

counts <- function(v) paste(tabulate(v, 5), collapse = ", ")

cat("/* Made by mannwhitney.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct effect effects[] = {\n")
one <- function(x, y) {
    effect <- effect.of(x, y)
    limits <- newcombe(effect, length(x), length(y))
    cat(sprintf("\t{{%s}, {%s},\n\t    %.17g, %.17g, %.17g},\n", counts(x),
        counts(y), effect, limits[1], limits[2]))
}
one(c(1, 1, 2, 2, 3), c(3, 4, 4, 5, 5))
one(c(5, 5, 4, 5), c(1, 2, 1, 1))
one(c(1, 1, 1, 1, 1), c(2, 2, 2, 2, 2, 2))
one(c(3, 3, 3, 3), c(3, 3, 3, 3, 3))
for (size in list(c(3, 5), c(9, 4), c(20, 25), c(200, 150)))
    one(sample(5, size[1], TRUE), sample(5, size[2], TRUE, c(1, 2, 3, 4, 5)))
cat("};\n")
