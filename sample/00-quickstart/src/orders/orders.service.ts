import { Injectable } from '@nestjs/common';
import { ToolCall } from 'nestjs-maxim';

export interface Order {
  readonly id: string;
  readonly item: string;
  readonly status: string;
}

const ORDERS: readonly Order[] = [
  { id: 'A-1001', item: 'touring bicycle', status: 'sent on Monday, arrives on Thursday' },
  { id: 'A-1002', item: 'child seat', status: 'delivered last week' },
];

/** The order system. */
@Injectable()
export class OrdersService {
  @ToolCall({
    name: 'find-order',
    description: 'Finds an order by its number.',
    args: (orderId: string) => ({ orderId }),
  })
  async find(orderId: string): Promise<Order | undefined> {
    return ORDERS.find(({ id }) => id === orderId);
  }
}
