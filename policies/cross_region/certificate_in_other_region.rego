# METADATA
# title: Certificate lies in another region than what presents it
# description: A load balancer or an API takes certificates of its own region only. The standby has to have its own.
# related_resources:
#   - https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html
# custom:
#   severity: error
#   resource_types: [aws_api_gateway_domain_name, aws_apigatewayv2_domain_name, aws_alb_listener, aws_alb_listener_certificate, aws_lb_listener, aws_lb_listener_certificate]
#   objectives: [availability]
#   remediation: Request the certificate a second time, with a provider for that region.
#   since: 0.1.0
package resilint.cross_region.certificate_in_other_region

import data.resilint.lib

types := ["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name", "aws_alb_listener", "aws_alb_listener_certificate", "aws_lb_listener", "aws_lb_listener_certificate"]

findings contains finding if {
	some type in types
	some door in input.by_type[type]
	some edge in input.graph.references[door.address]
	certificate := input.resources[edge.address]
	certificate.type == "aws_acm_certificate"
	not edge_optimised(door, edge)
	lib.apart(certificate.region.value, door.region.value)
	finding := lib.with_related(
		lib.at(door, edge.at, sprintf("`%s` is in `%s`, its certificate `%s` in `%s`", [door.address, door.region.value, certificate.address, certificate.region.value])),
		[{"address": certificate.address, "at": [], "message": "the certificate"}],
	)
}

# An API behind edge locations takes its certificate from us-east-1, by another argument.
edge_optimised(door, edge) if {
	door.type == "aws_api_gateway_domain_name"
	edge.at[0] == "certificate_arn"
}
