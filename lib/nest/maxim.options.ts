import { type Abstract, type ExecutionContext, type ModuleMetadata, type Provider, type Type } from '@nestjs/common';
import { type FeatureOptions } from '../options/feature.js';
import { type ModuleOptions } from '../options/options.js';
import { type Parser } from '../parsers/parser.js';

/** Everything `MaximModule.forRoot()` can be told. */
export type MaximModuleOptions = ModuleOptions<ExecutionContext, Parser>;

/** What `MaximModule.forFeature()` is told. */
export type MaximFeatureOptions = FeatureOptions;

/** Makes the options, for `useClass` and `useExisting`. */
export interface MaximOptionsFactory {
  /** Called once, when the app starts. */
  createMaximOptions(): MaximModuleOptions | Promise<MaximModuleOptions>;
}

/** What says who sees the module, apart from the options themselves. */
export interface MaximModuleExtras {
  /** Whether every module of the app can inject `MaximLogger`. @default true */
  isGlobal?: boolean;
}

/** What a provider is injected by. */
type Token = Type | Abstract<unknown> | string | symbol;

/** Options that are made when the app starts: by a function, a class, or a provider that is there already. */
export interface MaximModuleAsyncOptions extends MaximModuleExtras, Pick<ModuleMetadata, 'imports'> {
  /** What `useFactory` is called with. */
  inject?: readonly (Token | { token: Token; optional: boolean })[];
  useFactory?: (...args: never[]) => MaximModuleOptions | Promise<MaximModuleOptions>;
  useClass?: Type<MaximOptionsFactory>;
  useExisting?: Type<MaximOptionsFactory> | Abstract<MaximOptionsFactory>;
  /** Further providers that the above need. */
  extraProviders?: Provider[];
}
