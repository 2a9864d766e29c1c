import { Body, Controller, ParseArrayPipe, Post, ValidationPipe } from '@nestjs/common';
import { Exclude, Expose, Type } from 'class-transformer';
import { IsString } from 'class-validator';
import { Generation, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { ended, PLATFORMS, startApp } from '../e2e/http-app.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';

const SECRET = 'for nobody';

class Photo {
  url = 'photo.png';
  @Exclude() place = SECRET;
}

class User {
  name = 'Ann';
  @Exclude() note = SECRET;
  @Exclude({ toPlainOnly: true }) outgoing = SECRET;
  @Exclude({ toClassOnly: true }) incoming = 'shown';
  @Expose({ groups: ['staff'] }) rating = SECRET;
  @Type(() => Photo) portrait: Photo = new Photo();
  @Type(() => Photo) album: unknown = [new Photo(), { url: 'plain.png', place: SECRET }];
  friends = new Map([['photo', new Photo()]]);
  @Type(() => Photo) plain = new Map([['photo', { url: 'plain.png', place: SECRET }]]);
  @Type(() => Photo) few = new Set([{ url: 'plain.png', place: SECRET }]);
  @Expose({ groups: ['staff'], toClassOnly: true }) notes = SECRET;

  get full(): string {
    throw new Error('not read');
  }
}

class Admin extends User {
  @Exclude() key = SECRET;
}

@Exclude()
class Account {
  @Expose() id = 7;
  @Expose({ toClassOnly: true }) token = SECRET;
  balance = SECRET;

  toJSON(): object {
    return { ...this };
  }
}

const PHOTO = { url: 'photo.png' };
const USER = {
  name: 'Ann',
  incoming: 'shown',
  portrait: PHOTO,
  album: [PHOTO, { url: 'plain.png' }],
  friends: { photo: PHOTO },
  plain: { photo: { url: 'plain.png' } },
  few: [{ url: 'plain.png' }],
};

class ChatRequest {
  model = 'm';
  messages = [{ role: 'user', content: 'hi' }];
  temperature = 0;
  @Exclude() budget = SECRET;
}

class Desk {
  @Trace()
  trace(user: User): User {
    return user;
  }

  @Span()
  span(...given: unknown[]): unknown {
    return { given };
  }

  @Generation()
  generation(_request: ChatRequest): User {
    return new User();
  }

  @Retrieval()
  async *retrieval(_user: User): AsyncGenerator<User> {
    yield await Promise.resolve(new User());
  }

  @ToolCall({ metadata: (user: User) => ({ user }) })
  toolCall(user: User): Promise<User> {
    return Promise.resolve(user);
  }
}

class Ticket {
  @IsString() title!: string;
  @Exclude({ toPlainOnly: true }) @IsString() contact!: string;
  @Type(() => Photo) photos!: Photo[];
}

class Video {
  url!: string;
  @Exclude({ toPlainOnly: true }) place!: string;
}

const KINDS = [
  { name: 'photo', value: Photo },
  { name: 'video', value: Video },
];

class Album {
  @Type(() => Object, { keepDiscriminatorProperty: true, discriminator: { property: 'kind', subTypes: KINDS } })
  media!: object[];
  @Type(() => Video) byName!: Map<string, Video>;
  @Exclude({ toPlainOnly: true }) @Expose({ name: 'written_by' }) author!: string;
}

@Controller()
class Albums {
  @Post('album')
  album(@Body() _album: Album): string {
    return this.work();
  }

  @Post('part')
  part(@Body('video') _video: Video, @Body('note') _note: string): string {
    return this.work();
  }

  @Post('list')
  list(@Body(new ParseArrayPipe({ items: Video })) _videos: Video[]): string {
    return this.work();
  }

  @Post('expected')
  expected(@Body(new ValidationPipe({ expectedType: Video })) _video: object): string {
    return this.work();
  }

  @Span()
  work(): string {
    return 'done';
  }
}

@Controller()
class Tickets {
  @Post('tickets')
  create(@Body(new ValidationPipe({ transform: true })) ticket: Ticket): Ticket {
    return this.file(ticket);
  }

  @Span()
  file(ticket: Ticket): Ticket {
    return ticket;
  }
}

describe('what class-transformer keeps in the app', () => {
  let logger: RecordedLogger;
  beforeEach(async () => {
    logger = await recordedLogger();
  });
  afterEach(() => logger.close());

  const json = (text: unknown): unknown => JSON.parse(String(text));
  const logged = (): string => JSON.stringify(logger.recorder.lines);

  it('is left out of arguments and results, in nested objects, arrays and maps too', () => {
    const user = new User();
    expect(new Desk().trace(user)).toBe(user);
    const [trace] = logger.recorder.traces;
    expect([json(trace?.input), json(trace?.output)]).toEqual([USER, USER]);
    expect(user.note).toBe(SECRET);
  });

  it('is left out where a class inherits it, or shows nothing but what it says', () => {
    new Desk().span(new Admin(), { account: new Account() });
    const [trace] = logger.recorder.traces;
    expect(json(trace?.input)).toEqual([USER, { account: { id: 7 } }]);
    expect(json(trace?.output)).toEqual({ given: [USER, { account: { id: 7 } }] });
  });

  it("is left out of a model's request and of its result", () => {
    new Desk().generation(new ChatRequest());
    expect(logger.recorder.find({ type: 'generation' })).toMatchObject({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      modelParameters: { temperature: 0 },
    });
    expect(logged()).not.toContain(SECRET);
  });

  it('is left out of what a stream gives, of metadata and of promises', async () => {
    const desk = new Desk();
    for await (const user of desk.retrieval(new User())) expect(user.note).toBe(SECRET);
    expect((await desk.toolCall(new User())).note).toBe(SECRET);
    expect(logger.recorder.find({ type: 'retrieval' })).toMatchObject({ docs: [JSON.stringify(USER)] });
    expect(logged()).not.toContain(SECRET);
  });

  it('is none of the concern of other classes', () => {
    class Plain {
      note = 'shown';
    }
    new Desk().span(new Plain(), Object.create(null), new Date(0), new (class {})());
    expect(json(logger.recorder.traces[0]?.input)).toEqual([{ note: 'shown' }, {}, '1970-01-01T00:00:00.000Z', {}]);
  });
});

describe.each(PLATFORMS)('what class-transformer keeps in the app, on %s', (platform) => {
  it('is left out of the body that a handler takes as such a class', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [Tickets] });
    const ticket = { title: 'broken', contact: SECRET, photos: [{ url: 'a.png', place: SECRET }] };
    const response = await fetch(`${url}/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ticket),
    });
    expect(await response.json()).toMatchObject({ contact: SECRET });
    await ended(recorder);
    const [trace] = recorder.traces;
    const shown = { title: 'broken', photos: [{ url: 'a.png' }] };
    expect([trace?.input, trace?.output].map((text) => JSON.parse(text ?? '') as unknown)).toEqual([shown, shown]);
    expect(JSON.stringify(recorder.lines)).not.toContain(SECRET);
    await app.close();
  });

  it.each([
    [
      'album',
      {
        media: [{ kind: 'video', url: 'a', place: SECRET }],
        byName: { a: { url: 'a', place: SECRET } },
        written_by: SECRET,
      },
      { media: [{ kind: 'video', url: 'a' }], byName: { a: { url: 'a' } } },
    ],
    ['part', { video: { url: 'a', place: SECRET }, note: 'n' }, { video: { url: 'a' }, note: 'n' }],
    ['list', [{ url: 'a', place: SECRET }], [{ url: 'a' }]],
    ['expected', { url: 'a', place: SECRET }, { url: 'a' }],
  ])('is left out of the parts of a body, whatever tells their class: %s', async (path, body, shown) => {
    const { app, url, recorder } = await startApp(platform, { controllers: [Albums] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await ended(recorder);
    await app.close();
    expect(response.status).toBe(201);
    expect(JSON.parse(recorder.traces[0]?.input ?? '')).toEqual(shown);
  });
});
