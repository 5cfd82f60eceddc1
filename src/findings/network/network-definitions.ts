import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, SKY_CONFIG } from '../links.ts';

/** Findings about regions, VPCs, subnets and security groups. */
export const NETWORK_FINDINGS = {
  'regions-not-usable': define(
    'warning',
    'SkyPilot cannot launch in some regions',
    `${AWS_PAGE}#using-a-specific-vpc`,
    'Before a launch, SkyPilot looks in the region for the VPC of the configured name, or else for the default VPC, and in it for subnets that are public, or private with aws.use_internal_ips. A region without them is skipped, or the launch fails.',
  ),
  'regions-unknown': define(
    'info',
    'Some regions could not be looked at',
    `${AWS_PAGE}#using-a-specific-vpc`,
    'The calls that list the VPCs and subnets of these regions failed. That says nothing about the regions.',
  ),
  'partition-not-offered': define(
    'warning',
    'SkyPilot offers no region of this part of AWS',
    AWS_PAGE,
    "SkyPilot's catalogue has regions of the commercial part of AWS only, none of GovCloud or China.",
  ),
  'sky-down-fails': define(
    'warning',
    'SkyPilot could launch here, and then not end what it launched',
    SKY_CONFIG,
    'With aws.subnet_names and no aws.vpc_name, a launch takes the VPC of the subnets. `sky down` does not know them: it looks for the VPC of the configured name, else for the default VPC, and stops before it ends an instance where there is neither.',
  ),
  'security-group-missing': define(
    'info',
    'The configured security group does not exist everywhere',
    SKY_CONFIG,
    'SkyPilot creates a security group of the name that aws.security_group_name gives, where the VPC has none. It never opens ports in a group that was named so.',
  ),
} as const satisfies FindingDefinitions;
