import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Param,
  Post,
  Query,
  SetMetadata,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { ApiBody, ApiProperty, ApiQuery, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Span, Trace } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from '../e2e/http-app.js';

class Ask {
  @ApiProperty()
  @IsString()
  question!: string;
}

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    return this.reflector.get<string[] | undefined>('roles', context.getHandler())?.includes('guest') ?? false;
  }
}

@Controller()
class Desk {
  @Span()
  @Post('above')
  above(@Body(new ValidationPipe()) ask: Ask): string {
    return ask.question;
  }

  @Post('below')
  @Span()
  below(@Body(new ValidationPipe()) ask: Ask): string {
    return ask.question;
  }

  @Span()
  @ApiQuery({ name: 'page' })
  @ApiBody({ type: Ask })
  @Post('documented/above/:id')
  documentedAbove(@Param('id') id: string, @Query('page') page: string, @Body() ask: Ask): string {
    return [id, page, ask.question].join(' ');
  }

  @ApiQuery({ name: 'page' })
  @ApiBody({ type: Ask })
  @Post('documented/below/:id')
  @Span()
  documentedBelow(@Param('id') id: string, @Query('page') page: string, @Body() ask: Ask): string {
    return [id, page, ask.question].join(' ');
  }

  @Span()
  @UseGuards(RolesGuard)
  @SetMetadata('roles', ['guest'])
  @Get('guest/above')
  guestAbove(): string {
    return 'welcome';
  }

  @UseGuards(RolesGuard)
  @SetMetadata('roles', ['guest'])
  @Get('guest/below')
  @Span()
  guestBelow(): string {
    return 'welcome';
  }

  @Span()
  @UseGuards(RolesGuard)
  @SetMetadata('roles', ['admin'])
  @Get('admin')
  admin(): string {
    return 'secret';
  }
}

@Injectable()
class Jobs {
  readonly seen: string[] = [];

  @Trace()
  @OnEvent('asked')
  @OnEvent('answered')
  eventAbove(payload: string): void {
    this.seen.push(`above ${payload}`);
  }

  @OnEvent('asked')
  @Trace()
  async eventBelow(payload: string): Promise<void> {
    await Promise.resolve();
    this.seen.push(`below ${payload}`);
  }

  @Trace()
  @Cron('0 0 1 1 *', { name: 'above' })
  cronAbove(): void {
    this.seen.push('cron above');
  }

  @Cron('0 0 1 1 *', { name: 'below' })
  @Trace()
  cronBelow(): void {
    this.seen.push('cron below');
  }
}

describe.each(PLATFORMS)("ours, above and below others' decorators, on %s", (platform) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp(platform, {
      imports: [EventEmitterModule.forRoot(), ScheduleModule.forRoot()],
      controllers: [Desk],
      providers: [Jobs, RolesGuard],
    });
  });
  afterEach(() => running.recorder.clear());
  afterAll(() => running.app.close());

  const names = (): (string | undefined)[] => running.recorder.traces.map(({ name }) => name).sort();

  it.each(['above', 'below'])('leave the validation of a body as it is: %s', async (path) => {
    const post = (body: unknown): Promise<Response> =>
      fetch(`${running.url}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post({ question: 5 })).status).toBe(400);
    const response = await post({ question: 'why?' });
    expect([response.status, await response.text()]).toEqual([201, 'why?']);
    await ended(running.recorder);
    expect(running.recorder.find({ type: 'span' })).toMatchObject({
      name: `Desk.${path}`,
      metadata: { input: '{"question":"why?"}' },
    });
  });

  it.each(['above', 'below'])('leave Swagger all that it documents: %s', (place) => {
    const { paths, components } = SwaggerModule.createDocument(running.app, new DocumentBuilder().build());
    const { operationId, parameters, requestBody } = paths[`/documented/${place}/{id}`]?.post ?? {};
    expect(operationId).toBe(`Desk_documented${place === 'above' ? 'Above' : 'Below'}`);
    expect(parameters).toMatchObject([
      { name: 'id', in: 'path' },
      { name: 'page', in: 'query' },
    ]);
    expect(requestBody).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Ask' } } },
    });
    expect(components?.schemas).toMatchObject({ Ask: { properties: { question: { type: 'string' } } } });
  });

  it('leave guards what they read', async () => {
    const get = async (path: string): Promise<number> => (await fetch(`${running.url}/${path}`)).status;
    expect([await get('guest/above'), await get('guest/below'), await get('admin')]).toEqual([200, 200, 403]);
  });

  it('trace listeners of events, each once', async () => {
    const jobs = running.app.get(Jobs);
    await running.app.get(EventEmitter2).emitAsync('asked', 'a');
    await running.app.get(EventEmitter2).emitAsync('answered', 'b');
    expect(jobs.seen.sort()).toEqual(['above a', 'above b', 'below a']);
    expect(names()).toEqual(['Jobs.eventAbove', 'Jobs.eventAbove', 'Jobs.eventBelow']);
  });

  it('trace what runs by the clock', async () => {
    const jobs = running.app.get(Jobs);
    jobs.seen.length = 0;
    for (const name of ['above', 'below']) await running.app.get(SchedulerRegistry).getCronJob(name).fireOnTick();
    expect(jobs.seen).toEqual(['cron above', 'cron below']);
    expect(names()).toEqual(['Jobs.cronAbove', 'Jobs.cronBelow']);
  });
});
