import { type ArgumentsHost, BadGatewayException, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { APIError } from 'openai';

/** Answers 502 where the model's server refused. The generation has the error on record by then. */
@Catch(APIError)
export class ModelErrorFilter extends BaseExceptionFilter {
  override catch(error: APIError, host: ArgumentsHost): void {
    super.catch(new BadGatewayException(`The model's server said: ${error.message}`, { cause: error }), host);
  }
}
