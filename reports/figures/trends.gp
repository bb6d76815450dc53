# trends.gp - a control chart of months for each trend; run by patchlore
#
# In the working folder: trends.dat, a block per trend, parted by two blank
# lines: month (since the year 0), value, center, low and high limit, mark (1
# beyond the limits, 2 the eighth in a row on one side, 3 before a break). A
# blank line parts months between which no line is drawn. Given with -e: panels
# (how many trends), and for each, by number: name, verdict, breaks (months,
# parted by spaces), first and last month, from, to and step of its scale.
across = panels > 1 ? 2 : 1
down = (panels + across - 1) / across
line = 290.0
foot = 34.0
wide = 760.0
high = line * down + foot
cell = wide / across
set terminal svg size wide,high font "sans-serif,16" noenhanced
set output "trends.svg"
set datafile separator "\t"
set multiplot
set border 3
set grid ytics lc rgb "#999999" lw 0.5
unset key
broken = 0
month(m) = sprintf("%d-%02d", int(m) / 12, int(m) % 12 + 1)
is(mark, of, y) = mark == of ? y : NaN

do for [i=1:panels] {
	x = (i - 1) % across * cell
	y = high - (i - 1) / across * line
	set lmargin at screen (x + 54) / wide
	set rmargin at screen (x + cell - 22) / wide
	set tmargin at screen (y - 86) / high
	set bmargin at screen (y - line + 40) / high
	set label 1 value("name".i) at screen (x+8)/wide,(y-15)/high
	set label 2 value("verdict".i) at screen (x+8)/wide,(y-37)/high
	first = value("first".i)
	last = value("last".i)
	step = ceil((last - first + 1) / (cell / 88))
	step = step < 1 ? 1 : step
	set xrange [first-0.6:last+0.6]
	set xtics nomirror scale 0.5 ("" first)
	set for [m=first:last:step] xtics add (month(m) m)
	set yrange [value("from".i):value("to".i)]
	set ytics nomirror scale 0.5 value("step".i)
	unset arrow
	broken = broken || words(value("breaks".i)) > 0
	do for [b in value("breaks".i)] {
		set arrow from real(b),graph 0 to real(b),graph 1 nohead lt -1 dt 2
	}
	plot "trends.dat" index i-1 using 1:3:($1-0.5):($1+0.5):4:5 \
	         with boxxyerror fs transparent solid 0.25 noborder \
	         lc rgb 0x808080, \
	     "" index i-1 using ($1-0.5):3:(1):(0) with vectors nohead lt -1 \
	         dt (9,5), \
	     "" index i-1 using 1:2 with lines lt -1 lw 1.5, \
	     "" index i-1 using 1:(is($6, 0, $2)) with points pt 7 ps 0.6 \
	         lt -1, \
	     "" index i-1 using 1:(is($6, 1, $2)) with points pt 9 ps 1.2 \
	         lc rgb 0xd55e00, \
	     "" index i-1 using 1:(is($6, 2, $2)) with points pt 5 ps 0.75 \
	         lc rgb 0xd55e00, \
	     "" index i-1 using 1:(is($6, 3, $2)) with points pt 6 ps 0.8 lw 2 \
	         lt -1
}

# The key, in pixels.
unset label
unset arrow
unset border
unset tics
unset grid
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen foot/high
set xrange [0:wide]
set yrange [0:foot]
set label 1 "month" at 24,17
set label 2 "beyond the limits" at 108,17
set label 3 "8 on one side" at 278,17
set label 4 "limits, center" at 430,17
if (broken) {
	set label 5 "before a break" at 584,17
	set arrow from 574,4 to 574,30 nohead lt -1 dt 2
}
set object 1 rectangle from 402,8 to 424,26 fc rgb 0x808080 \
    fs transparent solid 0.25 noborder
set arrow from 402,17 to 424,17 nohead lt -1 dt (9,5)
plot "+" using (12):(17) every ::0::0 with points pt 7 ps 0.6 lt -1, \
     "+" using (94):(17) every ::0::0 with points pt 9 ps 1.2 \
         lc rgb 0xd55e00, \
     "+" using (266):(17) every ::0::0 with points pt 5 ps 0.75 \
         lc rgb 0xd55e00, \
     "+" using (broken ? 560 : NaN):(17) every ::0::0 with points \
         pt 6 ps 0.8 lw 2 lt -1
unset multiplot
