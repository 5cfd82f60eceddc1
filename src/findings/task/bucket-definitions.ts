import { define } from '../definition.ts';

const STORAGE = 'https://docs.skypilot.co/en/latest/reference/storage.html';
const S3_POLICY = 'https://docs.skypilot.co/en/latest/cloud-setup/cloud-permissions/aws.html';

/** Findings about the buckets of a task. */
export const BUCKET_FINDINGS = {
  'task-bucket-missing': define(
    'error',
    'A bucket of the task does not exist',
    STORAGE,
    'SkyPilot makes a bucket only for `name:`. A bucket that `source: s3://…` or `path: s3://…` names has to be there.',
  ),
  'task-bucket-not-skypilots': define(
    'error',
    'A bucket of that name exists, and SkyPilot did not make it',
    STORAGE,
    'With `name:` and no source SkyPilot takes only buckets that it has on record as its own. One that is there already goes into `source: s3://…`.',
  ),
  'task-storage-off': define(
    'error',
    'SkyPilot has no storage on AWS, and the task uses some',
    S3_POLICY,
    'SkyPilot enables storage on AWS by listing all buckets (s3:ListAllMyBuckets), and refuses `name:` and `source:` without. A plain `path: s3://…` needs no storage.',
  ),
  'task-bucket-denied': define(
    'error',
    'A bucket of the task cannot be used',
    STORAGE,
    'The API server looks at a bucket, makes and fills it; nodes read and write it, with the rights of their role, not with those of whoever launches them. Both need the actions on exactly this bucket.',
  ),
  'task-bucket-read-only': define(
    'warning',
    'Nodes cannot write to a bucket that the task mounts',
    STORAGE,
    'A bucket that is mounted can be read without s3:PutObject and s3:DeleteObject; what a task writes there is lost with an error.',
  ),
  'task-bucket-key-denied': define(
    'error',
    'The key that encrypts a bucket of the task cannot be used',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    'Reading objects that a key of KMS encrypts takes kms:Decrypt on it, writing them kms:GenerateDataKey. AmazonS3FullAccess has neither.',
  ),
  'task-bucket-undecided': define(
    'error',
    'Whether a bucket of the task can be used is not known',
    STORAGE,
    'Either a call was not answered, or whoever uses the bucket cannot be asked about: an API server elsewhere has credentials of its own, and the bucket of another account has a policy that is not seen.',
  ),
  'task-bucket-elsewhere': define(
    'info',
    'A bucket of the task is in another region than the task',
    STORAGE,
    'With `store: s3` SkyPilot makes a bucket in us-east-1, wherever the task runs; without `store` in the region of the task, where buckets of that region can be used. Data between regions is slower, and is paid for.',
  ),
} as const;
