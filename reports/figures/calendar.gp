# calendar.gp - installs by day, weeks by weekdays; run by patchlore
#
# In the working folder: calendar.dat, two blocks parted by two blank lines:
# days (week from 0, weekday from 0, shade, bad deployments that began), and
# the weeks in which months begin, with their names. Shade 0 is a day without
# installs. Given with -e: weeks (how many), bad (whether a day has such),
# shades (how many are used), and key by number, the most installs of each.
wide = 760.0
left = 52.0 # for names of weekdays
side = (wide - left - 6) / weeks
foot = 92.0
high = 7 * side + foot
set terminal svg size wide,high font "sans-serif,16" noenhanced
set output "calendar.svg"
set datafile separator "\t"
set margins at screen 0,1,0,1
set xrange [-left/side:weeks+6/side]
set yrange [7+(foot-4)/side:-4/side]
unset border
unset tics
unset key
# One hue from light to dark, which is a scale in grey, too.
array shade[4] = [0xd6e6f4, 0x8fc1e3, 0x3a89c9, 0x0b4a86]
array weekday[7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
do for [i=1:7] { set label i weekday[i] at -8/side,i-0.5 right }
y = 7 + 58/side
set label 10 "installs" at -(left-8)/side,y
do for [i=1:shades] {
	x = (i - 1) * 110 / side + 46/side
	set object i rectangle from x,y-9/side to x+18/side,y+9/side \
	    fillcolor rgb shade[4-shades+i] fillstyle solid 1 noborder
	set label 10+i value("key".i) at x+24/side,y
}
# The dot of the key is drawn where a day has one.
dot = (4 * 110 + 55) / side
if (bad) { set label 20 "bad deployment began" at dot+15/side,y }
is(a, b, x) = a == b ? x : NaN
plot "calendar.dat" index 0 using (is($3, 0, $1+0.5)):($2+0.5):(0.42):(0.42) \
         with boxxyerror lc rgb 0x808080 lw 0.5 fillstyle empty border, \
     for [i=1:4] "" index 0 using (is($3, i, $1+0.5)):($2+0.5):(0.44):(0.44) \
         with boxxyerror fillcolor rgb shade[i] fillstyle solid 1 noborder, \
     "" index 0 using ($4 > 0 ? $1+0.5 : NaN):($2+0.5) with points \
         pt 7 ps 1.15 lc rgb 0xffffff, \
     "" index 0 using ($4 > 0 ? $1+0.5 : NaN):($2+0.5) with points \
         pt 7 ps 0.85 lc rgb 0xd55e00, \
     "" index 1 using 1:(7+18/side):2 with labels left, \
     "+" using (bad ? dot : NaN):(y) every ::0::0 with points pt 7 ps 1.15 \
         lc rgb 0xffffff, \
     "+" using (bad ? dot : NaN):(y) every ::0::0 with points pt 7 ps 0.85 \
         lc rgb 0xd55e00
