# backlog-age.gp - open items by group and age; run by patchlore
#
# In the working folder: backlog-age.dat, two blocks parted by two blank lines.
# First a row a bar: row, column, length as a share of the longest, number. Then
# a row each: row, name, number of all ages. Given with -e: rows (how many),
# room (letters of the longest name), digits (of the largest number), start
# (what time runs from).
top = 58
height = top + rows * 38 + 8
set terminal svg size 760,height font "sans-serif,14" noenhanced
set output "backlog-age.svg"
set encoding utf8
set datafile separator "\t"
left = room * 8.4 + 18
wide = (760 - left - 72) / 5.0
longest = 1 - (digits * 8.5 + 14) / wide
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1 - top * 1.0 / height
set bmargin at screen 8.0 / height
set xrange [-left/wide:(760-left)/wide]
set yrange [rows-0.5:-0.5]
unset key
unset tics
unset border
set label sprintf("open items by days since %s", start) \
          at 0, screen 1 - 16.0 / height
array ages[5] = ["up to 7", "8 to 30", "31 to 60", "61 to 90", "over 90"]
do for [i=0:4] {
	set label ages[i+1] at i, screen 1 - 40.0 / height
	set arrow from i,-0.5 to i,rows-0.5 nohead front
}
set label "all" at (760-left-12)/wide, screen 1 - 40.0 / height right
# What is open longest stands out by its colour, and by its place in grey.
plot "backlog-age.dat" index 0 using ($2<4?$2:NaN):1:2:($2+$3*longest):\
         ($1-0.28):($1+0.28) with boxxyerror lc rgb 0x0072b2 fs solid noborder, \
     "" index 0 using ($2<4?NaN:$2):1:2:($2+$3*longest):\
         ($1-0.28):($1+0.28) with boxxyerror lc rgb 0xd55e00 fs solid noborder, \
     "" index 0 using ($2+$3*longest+7/wide):1:4 with labels left, \
     "" index 1 using (-10/wide):1:2 with labels right, \
     "" index 1 using ((760-left-12)/wide):1:3 with labels right
