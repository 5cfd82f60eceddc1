/** An error that a service answers with; its wire format is the service's. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Further fields of the answer, such as S3's `Endpoint`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.headers = headers;
  }
}
