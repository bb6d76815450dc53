# soak.gp - what waiting with a patch shows, and what it costs; run by patchlore
#
# In the working folder: soak.dat, a line per wait: share of problems seen with
# its low and high limit in percent, days at risk, and these in words. Given
# with -e: waits (days, parted by spaces), exposure (whether days at risk are
# known). Waits stand side by side like columns of a table, for their numbers
# have to be read; so the axis is not to scale, and says so.
rows = words(waits)
high = exposure ? 490 : 330
set terminal svg size 760,high font "sans-serif,17" noenhanced
set output "soak.svg"
set datafile separator "\t"
set multiplot
set lmargin at screen 0.075
set rmargin at screen 0.995
set xrange [-0.5:rows-0.3]
set border 3
set xtics nomirror scale 0.5
set ytics nomirror scale 0.5
set grid ytics lc rgb "#999999" lw 0.5
set tmargin at screen 1 - 34.0 / high
set bmargin at screen exposure ? 1 - 262.0 / high : 70.0 / high
set label 1 "% of problems that were seen" at graph 0,1.08
set yrange [0:105]
set ytics 25
set for [i=1:rows] xtics add ((exposure ? "" : word(waits, i)) i-1)
if (!exposure) { set xlabel "days of waiting (not to scale)" }
# Numbers stand under the limits, or above where there is no room.
place(low, high) = low > 12 ? low - 6 : high + 6
plot "soak.dat" using 0:2:(0):($3-$2) with vectors nohead lw 2 \
         lc rgb 0x0072b2 notitle, \
     "" using 0:1 with points pt 7 ps 0.8 lc rgb 0x0072b2 notitle, \
     "" using 0:(place($2, $3)):(sprintf("%.1f", $1)) with labels notitle

if (exposure) {
	set tmargin at screen 1 - 312.0 / high
	set bmargin at screen 66.0 / high
	set label 1 "days at risk, of all items together" at graph 0,1.15
	set xlabel "days of waiting (not to scale)" offset 0,0.3
	set for [i=1:rows] xtics add (word(waits, i) i-1)
	set yrange [0:*]
	set offsets 0,0,graph 0.15,0
	unset ytics
	set border 1
	unset grid
	plot "soak.dat" using 0:4:(0.6) with boxes \
	         fillstyle solid 1 noborder lc rgb 0xd55e00 notitle, \
	     "" using 0:4:5 with labels offset 0,0.6 notitle
}
unset multiplot
