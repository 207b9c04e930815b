# METADATA
# title: Certificate of a distribution is not in us-east-1
# description: A distribution takes certificates from us-east-1 only.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
# custom:
#   severity: error
#   resource_types: [aws_cloudfront_distribution]
#   objectives: [availability]
#   remediation: Create the certificate with a provider for us-east-1.
#   since: 0.1.0
package resilint.cross_region.cdn_certificate_in_wrong_region

import data.resilint.lib

findings contains finding if {
	some distribution in input.by_type.aws_cloudfront_distribution
	some edge in input.graph.references[distribution.address]
	edge.kind == "uses_certificate"
	certificate := input.resources[edge.address]
	lib.apart(certificate.region.value, "us-east-1")
	finding := lib.with_related(
		lib.at(distribution, edge.at, sprintf("the certificate `%s` is in `%s`, a distribution needs it in `us-east-1`", [certificate.address, certificate.region.value])),
		[{"address": certificate.address, "at": [], "message": "the certificate"}],
	)
}
