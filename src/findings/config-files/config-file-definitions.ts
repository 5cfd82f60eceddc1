import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, CLI_GUIDE } from '../links.ts';

/** Findings about the two AWS files. */
export const CONFIG_FILE_FINDINGS = {
  'config-duplicate-section': define(
    'error',
    'A section stands twice in an AWS file',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file, so no profile works at all, not only the one that is written twice. Other SDKs read on.',
    'Merge the two sections into one.',
  ),
  'config-duplicate-key': define(
    'error',
    'A key stands twice in one section of an AWS file',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file, so no profile works at all. Other SDKs take the last value. Keys are compared without case.',
    'Remove one of the two lines.',
  ),
  'config-syntax-error': define(
    'error',
    'An AWS file has a line that boto3 cannot read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file because of one line, so no profile works at all. Every line is a [section], a key = value, or a comment that starts with # or ;.',
  ),
  'config-missing-section-header': define(
    'error',
    'An AWS file has text before its first section',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file. Put the lines under [default] or another section.',
  ),
  'config-byte-order-mark': define(
    'error',
    'An AWS file begins with a byte order mark',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'Some editors on Windows put three invisible bytes at the start. boto3 refuses the whole file; other SDKs skip them. Save the file as "UTF-8 without BOM".',
  ),
  'config-not-utf8': define(
    'error',
    'An AWS file is not UTF-8 text',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file because of one byte, even in a comment. Save the file as UTF-8.',
  ),
  'config-nested-value': define(
    'error',
    'An indented block of an AWS file has a line without "="',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'A key without a value opens a block of indented key = value lines. boto3 refuses the whole file where such a line has no "=".',
  ),
  'config-too-large': define(
    'error',
    'An AWS file is too large to be read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'skycheck reads files up to 16 MiB. A configuration file of that size is most likely something else.',
  ),
  'config-file-ignored': define(
    'warning',
    'An AWS file that is named is not there, or cannot be read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 silently ignores a file that is missing, is a directory or may not be read, as if it were empty.',
  ),
  'config-profile-word-missing': define(
    'warning',
    'A section of ~/.aws/config lacks the word "profile"',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'In the config file a profile is written [profile NAME]; only [default] goes without. boto3 does not see the section as a profile.',
  ),
  'config-profile-word-in-credentials': define(
    'warning',
    'A section of ~/.aws/credentials has the word "profile"',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'In the credentials file a profile is written [NAME], without the word. boto3 takes the word for a part of the name.',
  ),
  'config-keys-in-two-files': define(
    'warning',
    'The access key and its secret stand in different files',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 does not put static keys together from two files, and stops with half of the credentials. Other SDKs do.',
  ),
  'config-key-in-two-files': define(
    'info',
    'A setting of the profile stands in both files with different values',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 takes the value of the credentials file.',
  ),
  'config-profile-defined-twice': define(
    'warning',
    'Two sections of ~/.aws/config define the same profile',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 uses the later section alone, as if the earlier one were not there. Other SDKs merge the two, or prefer the one with the word "profile".',
  ),
  'config-inline-comment': define(
    'warning',
    'A comment behind a value is part of the value',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 knows comments on lines of their own only. Other SDKs cut the value at the comment.',
  ),
  'config-quoted-value': define(
    'warning',
    'The quotes around a value are part of the value',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'Neither boto3 nor other SDKs remove quotes in the AWS files.',
  ),
  'config-continued-value': define(
    'warning',
    'An indented line continues the value before it',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 appends an indented line, with a line break, to the value of the line before. Other SDKs read it as a line of its own or ignore it.',
  ),
  'config-blank-key': define(
    'warning',
    'A key is set to nothing',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 uses an empty key as it is, and AWS refuses the signature. Other SDKs ignore it.',
  ),
  'config-key-case': define(
    'info',
    'A key is written in capitals',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 reads keys in any case; other SDKs do not find this one.',
  ),
  'config-name-unknown-elsewhere': define(
    'info',
    'A profile has a name that other SDKs cannot read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 takes blanks and any letters in a name. Other SDKs read letters without accents, digits and - _ @ + . % : / only, and do not see the profile.',
  ),
  'config-default-section-leaks': define(
    'warning',
    'The section [DEFAULT] counts in every profile of its file',
    'https://docs.python.org/3/library/configparser.html',
    'Written in capitals it is not the profile "default": boto3 gives its keys to every section of the file. Other SDKs take it for an ordinary section.',
  ),
  'config-readable-by-others': define(
    'warning',
    'Others on this machine can read a file with keys',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'The AWS CLI writes the file readable by its owner only.',
  ),
  'static-keys-in-config-file': define(
    'info',
    'Static keys stand in ~/.aws/config, where SkyPilot does not look for them',
    `${AWS_PAGE}#troubleshooting`,
    'boto3 uses them. SkyPilot knows no such type of credentials: it demands ~/.aws/credentials, and ships that file, without these keys, to clusters.',
  ),
} as const satisfies FindingDefinitions;
