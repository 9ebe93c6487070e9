<?php
// Reads pairs of texts, one JSON array a line; answers each with the CPU milliseconds that wikidiff2 took and its diff.
function cpu_ms(): float
{
    $used = getrusage();
    return ($used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec']) * 1000
        + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1000;
}
while (($line = fgets(STDIN)) !== false) {
    [$old, $new] = json_decode($line);
    $started = cpu_ms();
    $diff = wikidiff2_inline_json_diff($old, $new, 1000000);
    printf("%.4f %s\n", cpu_ms() - $started, str_replace("\n", '', $diff));
}
