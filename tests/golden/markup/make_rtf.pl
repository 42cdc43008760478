#!/usr/bin/env perl
# make_rtf.pl FILE: writes a chart with RTF::Writer (Debian: librtf-writer-perl), for test_markup.py.
use strict;
use warnings;
use utf8;
use RTF::Writer;

my $rtf = RTF::Writer->new_to_file($ARGV[0]);
$rtf->prolog(title => 'Chart of Marlow Quenby', author => 'RTF::Writer', fonts => ['Courier New', 'Georgia'],
    colors => [undef, [255, 0, 0]]);
$rtf->number_pages;
$rtf->paragraph(\'\fs40\b', 'Discharge note');
$rtf->paragraph('Patient: Marlow Quenby, born on ', \'\i', '03/14/1961', \'\i0', '.');
$rtf->paragraph('SSN: 536-', \'\b', '90', \'\b0', '-4399');
$rtf->paragraph('Phone: (617)', \'\~', '736-5000; MRN: 48812345');
$rtf->paragraph("Seen by Dr. Ren\x{e9} M\x{fc}ller \x{2013} type 2 diabetes (ICD-10: E11.9)");
my $row = RTF::Writer::TableRowDecl->new(widths => [2000, 3000]);
$rtf->row($row, 'Account number', 'ACC-991827');
$rtf->row($row, 'E-mail', 'marlow.quenby@example.org');
$rtf->close;
