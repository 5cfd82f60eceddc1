/** Answers and errors in the wire format of each protocol. */
import type { ApiError } from './api-error.ts';
import type { HttpAnswer, Protocol } from './service-call.ts';
import type { XmlFields } from './xml.ts';
import { renderDocument } from './xml.ts';

const XML = { 'content-type': 'text/xml;charset=UTF-8' };
const S3_XML = { 'content-type': 'application/xml' };
const AMZ_JSON = { 'content-type': 'application/x-amz-json-1.1' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** The namespaces of the two services of the Query protocol. */
const QUERY_NAMESPACES: Readonly<Record<string, string>> = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

const EC2_NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A success of STS and IAM. */
export function queryAnswer(
  service: string,
  operation: string,
  requestId: string,
  result: XmlFields,
): HttpAnswer {
  const fields = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  const body = renderDocument(`${operation}Response`, fields, QUERY_NAMESPACES[service]);
  return { status: 200, headers: XML, body };
}

/** A success of EC2. */
export function ec2Answer(operation: string, requestId: string, result: XmlFields): HttpAnswer {
  const body = renderDocument(`${operation}Response`, { requestId, ...result }, EC2_NAMESPACE);
  return { status: 200, headers: XML, body };
}

/** A success of S3. */
export function s3Answer(
  root: string,
  result: XmlFields,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status: 200,
    headers: { ...S3_XML, ...headers },
    body: renderDocument(root, result, S3_NAMESPACE),
  };
}

/** JSON of the REST services and of metadata. */
export function jsonAnswer(value: unknown, status = 200): HttpAnswer {
  return { status, headers: JSON_TYPE, body: JSON.stringify(value) };
}

/** A success of the JSON 1.1 protocol. */
export function amzJsonAnswer(value: unknown): HttpAnswer {
  return { status: 200, headers: AMZ_JSON, body: JSON.stringify(value) };
}

/** Plain text, as metadata is. */
export function textAnswer(body: string, status = 200): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

/** An error as the service words it. */
export function errorAnswer(
  protocol: Protocol,
  service: string,
  requestId: string,
  error: ApiError,
): HttpAnswer {
  const { status, code, message, fields, headers } = error;
  switch (protocol) {
    case 'query': {
      const type = status < 500 ? 'Sender' : 'Receiver';
      const content = { Error: { Type: type, Code: code, Message: message }, RequestId: requestId };
      return {
        status,
        headers: XML,
        body: renderDocument('ErrorResponse', content, QUERY_NAMESPACES[service]),
      };
    }
    case 'ec2': {
      const content = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
      return { status, headers: XML, body: renderDocument('Response', content) };
    }
    case 's3': {
      const content = { Code: code, Message: message, ...fields, RequestId: requestId, HostId: 'sandbox' };
      return { status, headers: { ...S3_XML, ...headers }, body: renderDocument('Error', content) };
    }
    case 'json':
      return {
        status,
        headers: { ...AMZ_JSON, 'x-amzn-errortype': code },
        body: JSON.stringify({ __type: code, message }),
      };
    case 'rest-json':
      return {
        status,
        headers: { ...JSON_TYPE, 'x-amzn-errortype': code },
        body: JSON.stringify({ message, __type: code, ...fields }),
      };
    case 'metadata':
      return textAnswer(message, status);
  }
}
