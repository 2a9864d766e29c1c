import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  type INestMicroservice,
  Injectable,
  SetMetadata,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  RpcException,
  type TcpContext,
  Transport,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { firstValueFrom, from, lastValueFrom, map, type Observable, toArray } from 'rxjs';
import { Generation, MaximModule, Span, Trace } from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';

class Ask {
  @IsString()
  question!: string;
}

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    return this.reflector.get<string | undefined>('role', context.getHandler()) === 'guest';
  }
}

@Controller()
class Desk {
  readonly heard: string[] = [];

  @Trace()
  @MessagePattern('above')
  above(@Payload(new ValidationPipe({ exceptionFactory: () => new RpcException('no question') })) ask: Ask): string {
    return this.answer(ask.question);
  }

  @MessagePattern('below')
  @Trace()
  below(@Payload(new ValidationPipe({ exceptionFactory: () => new RpcException('no question') })) ask: Ask): string {
    return this.answer(ask.question);
  }

  @Trace()
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'guest')
  @MessagePattern('guest')
  guest(): string {
    return 'welcome';
  }

  @Trace()
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'admin')
  @MessagePattern('admin')
  admin(): string {
    return 'secret';
  }

  @MessagePattern('words')
  @Trace()
  words(): Observable<string> {
    return from(['a', 'b']).pipe(map((word) => this.step(word)));
  }

  @Trace()
  @EventPattern('told')
  told(@Payload() what: string): void {
    this.heard.push(what);
  }

  @MessagePattern('context')
  @Trace()
  context(@Payload() what: string, @Ctx() context: TcpContext): string {
    return `${what} by ${context.getPattern()}`;
  }

  @MessagePattern('broken')
  @Trace()
  broken(): Promise<never> {
    return Promise.reject(new RpcException('lost'));
  }

  @Generation({ model: 'm' })
  answer(question: string): string {
    return `re: ${question}`;
  }

  @Span()
  step(word: string): string {
    return word.toUpperCase();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('ours, above and below the decorators of microservices', () => {
  let app: INestMicroservice;
  let client: ClientProxy;
  let recorder: MaximRecorder;
  beforeAll(async () => {
    const imports = [MaximModule.forRoot(), MaximTestingModule.forRoot()];
    const testing = await Test.createTestingModule({ imports, controllers: [Desk], providers: [RolesGuard] }).compile();
    const options = { host: '127.0.0.1', port: await freePort() };
    app = testing.createNestMicroservice<MicroserviceOptions>({ transport: Transport.TCP, options, logger: false });
    await app.listen();
    client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    recorder = app.get(MaximRecorder);
  });
  afterEach(() => recorder.clear());
  afterAll(async () => {
    client.close();
    await app.close();
  });

  const send = (pattern: string, data: unknown = ''): Promise<unknown> => firstValueFrom(client.send(pattern, data));

  it.each(['above', 'below'])('trace what a message asks for, with its pipes: %s', async (pattern) => {
    expect(await send(pattern, { question: 'why?' })).toBe('re: why?');
    await expect(send(pattern, { question: 5 })).rejects.toMatchObject({ message: 'no question' });
    expect(recorder.traces).toMatchObject([
      {
        name: `Desk.${pattern}`,
        input: '{"question":"why?"}',
        output: 're: why?',
        children: [{ type: 'generation', name: 'Desk.answer' }],
      },
    ]);
  });

  it('leave guards what they read', async () => {
    expect(await send('guest')).toBe('welcome');
    await expect(send('admin')).rejects.toMatchObject({ message: 'Forbidden resource' });
    expect(recorder.traces.map(({ name }) => name)).toEqual(['Desk.guest']);
  });

  it('trace a stream of answers as one, with all that it does', async () => {
    expect(await lastValueFrom(client.send<string>('words', '').pipe(toArray()))).toEqual(['A', 'B']);
    expect(recorder.traces).toMatchObject([
      {
        name: 'Desk.words',
        output: 'AB',
        status: 'ok',
        children: [{ name: 'Desk.step' }, { name: 'Desk.step' }],
      },
    ]);
  });

  it('trace an event', async () => {
    await lastValueFrom(client.emit('told', 'news'), { defaultValue: undefined });
    while (app.get(Desk).heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(recorder.traces).toMatchObject([{ name: 'Desk.told', input: 'news' }]);
  });

  it('name the context of a message, with the socket behind it, by its class', async () => {
    expect(await send('context', 'hi')).toBe('hi by context');
    expect(recorder.traces).toMatchObject([{ input: '["hi","[TcpContext]"]' }]);
  });

  it('let an error reach the client as it is', async () => {
    await expect(send('broken')).rejects.toMatchObject({ status: 'error', message: 'lost' });
    expect(recorder.traces).toMatchObject([{ name: 'Desk.broken', errors: [{ message: 'lost' }] }]);
  });
});
