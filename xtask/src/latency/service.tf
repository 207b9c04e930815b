
resource "aws_security_group" "{name}" {
  name        = "${local.prefix}-{name}"
  description = "Who may talk to {name}"
  tags        = local.tags

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_db_instance" "{name}" {
  identifier              = "${local.prefix}-{name}"
  engine                  = "postgres"
  engine_version          = "16.3"
  instance_class          = "db.r6g.large"
  allocated_storage       = 100
  multi_az                = false
  storage_encrypted       = true
  backup_retention_period = var.retention
  deletion_protection     = true
  vpc_security_group_ids  = [aws_security_group.{name}.id]
  tags                    = merge(local.tags, { service = "{name}" })
}

resource "aws_sqs_queue" "{name}" {
  name                       = "${local.prefix}-{name}"
  message_retention_seconds  = 86400
  visibility_timeout_seconds = 60
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.{name}_failed.arn
    maxReceiveCount     = 5
  })
  tags = local.tags
}

resource "aws_sqs_queue" "{name}_failed" {
  name                    = "${local.prefix}-{name}-failed"
  sqs_managed_sse_enabled = true
}

resource "aws_s3_bucket" "{name}" {
  bucket = "${local.prefix}-{name}"
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "{name}" {
  bucket = aws_s3_bucket.{name}.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "{name}" {
  name = "${local.prefix}-{name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "{name}" {
  function_name = "${local.prefix}-{name}"
  role          = aws_iam_role.{name}.arn
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  memory_size   = 512

  environment {
    variables = {
      DATABASE = aws_db_instance.{name}.endpoint
      QUEUE    = aws_sqs_queue.{name}.url
      BUCKET   = aws_s3_bucket.{name}.bucket
    }
  }
}

resource "aws_lb" "{name}" {
  name               = "${local.prefix}-{name}"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.{name}.id]
  subnets            = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
}

resource "aws_lb_target_group" "{name}" {
  name        = "${local.prefix}-{name}"
  target_type = "lambda"
}

resource "aws_lb_listener" "{name}" {
  load_balancer_arn = aws_lb.{name}.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.{name}.arn
  }
}

resource "aws_cloudwatch_metric_alarm" "{name}" {
  alarm_name          = "${local.prefix}-{name}-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  dimensions          = { FunctionName = aws_lambda_function.{name}.function_name }
}
