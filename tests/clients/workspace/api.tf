resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  runtime       = "provided.al2023"
  handler       = "main"
  filename      = "api.zip"

  environment {
    variables = {
      DATABASE = module.orders.address
      QUEUE    = aws_sqs_queue.jobs.url
    }
  }
}

resource "aws_lambda_function_url" "api" {
  function_name      = aws_lambda_function.api.function_name
  authorization_type = "AWS_IAM"
}
