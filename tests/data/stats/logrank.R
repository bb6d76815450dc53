# logrank.R - reference tests, for tests/unit/stats_logrank_test.c
#
#     Rscript tests/data/stats/logrank.R > tests/data/stats/logrank.h
#
# Without delayed entry from survdiff. survdiff knows no delayed entry: there,
# chi square is the score test of coxph with exact ties, which this script also
# holds against survdiff but where ties are heavy (coxph goes through all ways to
# choose among the tied, for hours). Times are whole minutes; an entry at 0 is
# written -1 for R, which wants entry < exit.
library(survival)
set.seed(20261125)
options(warn = -1) # coxph warns where its iteration ends at infinity

numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")

one <- function(name, d, heavy = FALSE) {
    d$from <- ifelse(d$entry == 0, -1, d$entry)
    score <- function() coxph(Surv(from, exit, event) ~ factor(group) +
        strata(stratum), d, ties = "exact")$score
    observed <- expected <- -1
    if (all(d$entry == 0)) {
        fit <- survdiff(Surv(exit, event) ~ group + strata(stratum), d)
        chi <- fit$chisq
        if (!heavy)
            stopifnot(abs(chi - score()) < 1e-9 * chi)
        total <- function(x) if (is.matrix(x)) rowSums(x) else x
        observed <- total(fit$obs)
        expected <- total(fit$exp)
    } else
        chi <- score()
    degrees <- length(unique(d$group)) - 1
    cat(sprintf("static const struct record %s_records[] = {\n", name))
    cat(sprintf("\t{%d, %d, %d, %d, %d},\n", d$stratum, d$group, d$entry,
        d$exit, d$event), sep = "")
    cat("};\n\n")
    sprintf("\t{\"%s\", %s_records, %d, %d, %d, {%s}, {%s},\n\t    %.17g, %.17g},\n",
        name, name, nrow(d), length(unique(d$stratum)), degrees + 1,
        numbers(observed), numbers(expected), chi,
        pchisq(chi, degrees, lower.tail = FALSE))
}

make <- function(n, groups, strata, late, minutes) {
    d <- data.frame(stratum = sample(strata, n, TRUE) - 1,
        group = sample(groups, n, TRUE) - 1)
    d$entry <- if (late) ifelse(runif(n) < 0.4, sample(minutes %/% 2, n, TRUE), 0) else 0
    rate <- 2 / minutes * (1 + 0.5 * d$group) / (1 + d$stratum)
    d$exit <- d$entry + 1 + floor(rexp(n, rate))
    d$event <- as.integer(d$exit <= minutes & runif(n) < 0.85)
    d$exit <- pmin(d$exit, d$entry + minutes)
    d
}

cat("/* Made by logrank.R; R ", as.character(getRversion()), ", survival ",
    as.character(packageVersion("survival")), ". */\n\n", sep = "")
rows <- c(
    one("two_groups", make(60, 2, 1, FALSE, 40000)),
    one("two_groups_ties", make(60, 2, 1, FALSE, 12), TRUE),
    one("two_groups_strata", make(80, 2, 3, FALSE, 20), TRUE),
    one("three_groups_strata", make(90, 3, 2, FALSE, 30), TRUE),
    one("late_entry", make(60, 2, 1, TRUE, 40000)),
    one("late_ties_strata", make(60, 2, 3, TRUE, 40)),
    one("late_four_groups", make(60, 4, 2, TRUE, 60)))
cat("static const struct reference references[] = {\n", rows, "};\n", sep = "")
