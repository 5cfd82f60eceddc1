/** The AWS shared configuration as boto3 sees it, with the line of everything. */
import type { FileLine } from '../file-line.ts';

/** What boto3 makes of a value: text, or a table where the value starts on the next, indented line. */
export type ConfigValue = string | ReadonlyMap<string, string>;

export interface ConfigEntry {
  /** Lower-cased, as boto3 looks it up. */
  readonly key: string;
  /** As written in the file. */
  readonly writtenKey: string;
  readonly value: ConfigValue;
  readonly source: FileLine;
  /** True where the key is in `[DEFAULT]` and leaks into this section. */
  readonly inherited: boolean;
}

export interface ConfigSection {
  readonly name: string;
  readonly source: FileLine;
  readonly entries: ReadonlyMap<string, ConfigEntry>;
}

/** A profile with the keys of both files, those of the credentials file winning. */
export interface Profile {
  readonly name: string;
  readonly entries: ReadonlyMap<string, ConfigEntry>;
  /** The sections that make it up: the one in the config file first. */
  readonly sections: readonly ConfigSection[];
}

/** Named as the findings about them. */
export type IniErrorKind =
  | 'config-missing-section-header'
  | 'config-duplicate-section'
  | 'config-duplicate-key'
  | 'config-syntax-error'
  | 'config-byte-order-mark'
  | 'config-not-utf8'
  | 'config-utf-16'
  | 'config-nested-value'
  | 'config-too-large';

/** Other forms in which people have keys: lines for a shell, what AWS's console hands out, what programs print. */
export type OtherForm = 'shell' | 'csv' | 'json';

/** Why a file cannot be parsed; boto3 then refuses every profile. Names no text of the file but section names. */
export interface ConfigFileError {
  readonly kind: IniErrorKind;
  readonly source: FileLine;
  /** The earlier line that a duplicate repeats. */
  readonly firstLine?: number;
  readonly section?: string;
  /** What the file has in place of sections, where that can be told. */
  readonly form?: OtherForm;
  /** A clause whose subject is the place, without full stop. */
  readonly message: string;
}

export type ConfigFileState =
  | { readonly kind: 'parsed'; readonly mode: number; readonly defaults: ConfigSection | undefined }
  | { readonly kind: 'broken'; readonly mode: number; readonly error: ConfigFileError }
  | { readonly kind: 'missing'; readonly linkTo?: string }
  /** The variable that names it is set but blank: boto3 reads no file. */
  | { readonly kind: 'not-named' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'unreadable'; readonly code: string };

export interface ConfigFile {
  readonly role: 'config' | 'credentials';
  /** The path as set, not expanded: what `aws configure list` prints. */
  readonly setting: string;
  /** The variable that sets it, where one does. */
  readonly variable: 'AWS_CONFIG_FILE' | 'AWS_SHARED_CREDENTIALS_FILE' | undefined;
  /** Expanded and absolute; empty where no file is named. */
  readonly path: string;
  /** For people: with `~` for the home directory. */
  readonly display: string;
  readonly state: ConfigFileState;
  /** Every section in file order, without `[DEFAULT]`; empty unless parsed. */
  readonly sections: readonly ConfigSection[];
}

export interface AwsConfig {
  readonly config: ConfigFile;
  readonly credentials: ConfigFile;
  /** The parse error that boto3 raises: the config file's first. */
  readonly error: ConfigFileError | undefined;
  /** The profiles of both files merged, in boto3's order. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** The profiles of the config file alone, before merging. */
  readonly configProfiles: ReadonlyMap<string, ConfigSection>;
  /** The sections of the credentials file by name. */
  readonly credentialSections: ReadonlyMap<string, ConfigSection>;
  readonly ssoSessions: ReadonlyMap<string, ConfigSection>;
  readonly services: ReadonlyMap<string, ConfigSection>;
}
