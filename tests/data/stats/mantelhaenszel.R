# mantelhaenszel.R - reference ratios, for
# tests/unit/stats_mantelhaenszel_test.c
#
#     Rscript tests/data/stats/mantelhaenszel.R > tests/data/stats/mantelhaenszel.h
#
# Ratio and limits are those of rma.mh of metafor (Mantel-Haenszel with the
# variance of Greenland and Robins 1985). They are held here against two others:
# with one stratum it is the plain risk ratio and its limits by the delta method;
# and where events are rare, risks are odds, so that base R's mantelhaen.test comes
# to the same ratio, and to nearly the same limits: its variance, of Robins, Breslow
# and Greenland (1986), has other weights.
suppressPackageStartupMessages(library(metafor))
set.seed(20261126)

close <- function(a, b, by) stopifnot(all(abs(a / b - 1) < by))

# Columns: events and trials of the first group, and of the second.
ratio <- function(d) {
    fit <- rma.mh(measure = "RR", ai = a, n1i = n1, ci = c, n2i = n2, data = d,
        drop00 = FALSE)
    unname(exp(c(fit$beta, fit$ci.lb, fit$ci.ub)))
}

odds <- function(d) {
    tables <- array(rbind(d$a, d$c, d$n1 - d$a, d$n2 - d$c), c(2, 2, nrow(d)))
    fit <- mantelhaen.test(tables, correct = FALSE)
    unname(c(fit$estimate, fit$conf.int))
}

plain <- function(d) {
    reach <- qnorm(0.975) * sqrt(1 / d$a - 1 / d$n1 + 1 / d$c - 1 / d$n2)
    d$a / d$n1 / (d$c / d$n2) * exp(c(0, -reach, reach))
}

one <- function(name, d) {
    r <- ratio(d)
    if (nrow(d) == 1)
        close(r, plain(d), 1e-9)
    else if (all(d$n1 > 0 & d$n2 > 0)) {
        rare <- transform(d, n1 = n1 * 1e6, n2 = n2 * 1e6)
        close(ratio(rare), odds(rare), c(1e-5, 0.01, 0.01))
    }
    cat(sprintf("static const struct stratum %s[] = {\n", name))
    cat(sprintf("\t{{%d, %d}, {%d, %d}},\n", d$n1, d$a, d$n2, d$c), sep = "")
    cat("};\n\n")
    sprintf("\t{\"%s\", %s, %d, {%s}},\n", name, name, nrow(d),
        paste(sprintf("%.17g", r), collapse = ", "))
}

make <- function(strata, size, risk, times) {
    n1 <- 1 + rpois(strata, size)
    n2 <- 1 + rpois(strata, size / 2)
    base <- risk * rexp(strata)
    data.frame(a = rbinom(strata, n1, pmin(1, times * base)), n1 = n1,
        c = rbinom(strata, n2, pmin(1, base)), n2 = n2)
}

cat("/* Made by mantelhaenszel.R; R ", as.character(getRversion()),
    ", metafor ", as.character(packageVersion("metafor")), ". */\n\n", sep = "")
rows <- c(
    one("single", data.frame(a = 2, n1 = 10, c = 4, n2 = 10)),
    one("two_unlike", data.frame(a = c(2, 3), n1 = c(10, 30), c = c(4, 2),
        n2 = c(10, 10))),
    one("few_large", make(4, 5000, 0.02, 0.5)),
    one("many_small", make(60, 3, 0.2, 0.4)),
    one("one_sided_strata", data.frame(a = c(5, 2, 0, 1), n1 = c(40, 25, 0, 9),
        c = c(3, 0, 4, 3), n2 = c(20, 0, 8, 7))))
cat("static const struct reference references[] = {\n", rows, "};\n", sep = "")
