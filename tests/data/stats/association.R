# association.R - references, for tests/unit/stats_association_test.c
#
#     Rscript tests/data/stats/association.R > tests/data/stats/association.h
#
# With one block tau is R's cor(method = "kendall"). With several it is Korn's
# (1984), here from the matrices of signs. p is by trying all ways in which clusters
# with the same blocks can exchange their first numbers, one after the other.
set.seed(20261126)

permutations <- function(v) {
    if (length(v) < 2) return(list(v))
    out <- list()
    for (i in seq_along(v))
        for (rest in permutations(v[-i]))
            out[[length(out) + 1]] <- c(v[i], rest)
    out
}

score <- function(first, second, block) {
    same <- outer(block, block, "==")
    a <- sign(outer(first, first, "-")) * same
    b <- sign(outer(second, second, "-")) * same
    c(sum(a * b), sum(a * b) / sqrt(sum(a^2) * sum(b^2)))
}

all.ways <- function(cluster, block) {
    blocks <- tapply(block, cluster, function(v) paste(sort(v), collapse = " "))
    ways <- list(integer(0))
    for (kind in unique(blocks)) {
        members <- as.integer(names(blocks)[blocks == kind])
        more <- list()
        for (way in ways)
            for (donors in permutations(members)) {
                one <- way
                one[members] <- donors
                more[[length(more) + 1]] <- one
            }
        ways <- more
    }
    ways
}

one <- function(cluster, block, first, second) {
    seen <- score(first, second, block)
    if (length(unique(block)) == 1)
        stopifnot(all.equal(seen[2], cor(first, second, method = "kendall")))
    scores <- abs(sapply(all.ways(cluster, block), function(way) {
        moved <- mapply(function(k, b) first[cluster == way[k] & block == b],
            cluster, block)
        score(moved, second, block)[1]
    }))
    cat(sprintf("\t{%d, {%s},\n\t    %.17g, %.17g, %.17g},\n", length(first),
        paste(sprintf("{%d, %d, %g, %g}", cluster, block, first, second),
            collapse = ", "),
        seen[2], mean(scores >= abs(seen[1])), mean(scores == max(scores))))
}

cat("/* Made by association.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
one(1:5, rep(1, 5), 1:5, c(2, 4, 6, 8, 10))
one(1:4, rep(1, 4), c(1, 1, 2, 2), c(9, 8, 1, 3))
one(1:7, rep(1, 7), c(1, 2, 2, 3, 1, 3, 2), c(5, 1, 4, 4, 2, 9, 0))
one(rep(1:5, 2), rep(1:2, each = 5), c(1, 2, 3, 3, 1, 2, 2, 3, 1, 1),
    round(runif(10), 2))
one(c(rep(1:4, 2), 5:7), c(rep(1:2, each = 4), 1, 1, 3),
    c(1, 2, 3, 1, 1, 3, 3, 2, 2, 1, 3), round(runif(11), 1))
cat("};\n")
