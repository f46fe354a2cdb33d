using CsCheck;
using RewardLab.Cluster.Queues;

namespace RewardLab.Cluster.Tests.Queues;

/// <summary>Whoever joins, takes, freezes, dies, fails, comes late or does the same twice: every result is there once and in order.</summary>
public sealed class InterleavingTests
{
    private const int Units = 12;
    private const int Workers = 4;

    private enum Step
    {
        Join, Take, Complete, CompleteLate, Renew, Pass, Die, Leave, Fail, Repeat,
    }

    private static readonly Gen<(Step Step, int Worker)[]> Steps =
        Gen.Select(Gen.Int[0, (int)Step.Repeat], Gen.Int[0, Workers - 1]).Select(pair => ((Step)pair.Item1, pair.Item2)).Array[0, 200];

    [Fact]
    public void Results_OfAnyInterleaving_ComeOnceAndInOrder() => Steps.Sample(steps =>
    {
        using var fixture = new QueueFixture(new UnitQueueOptions { MaxFailures = int.MaxValue, MaxLosses = int.MaxValue });
        var units = TestUnits.Create(0, Units).ToArray();
        fixture.Add(units.Take(Units / 2));
        fixture.Add(units.Skip(Units / 2).Select((unit, i) => unit with { Follows = units[i] }));
        var held = new Dictionary<string, UnitLease>(StringComparer.Ordinal);
        var old = new List<UnitLease>();
        var winners = new List<int>();
        foreach (var (step, number) in steps)
        {
            var name = $"w{number}";
            held.TryGetValue(name, out var lease);
            switch (step)
            {
                case Step.Join:
                    fixture.Join(name);
                    break;
                case Step.Take when lease is null && fixture.Take(name) is { } taken:
                    held.Add(name, taken);
                    old.Add(taken);
                    break;
                case Step.Complete when lease is not null:
                    Complete(lease);
                    held.Remove(name);
                    break;
                case Step.CompleteLate when old.Count > 0:
                    Complete(old[number % old.Count]);
                    break;
                case Step.Renew when lease is not null && !fixture.Queue.Renew(lease.Ticket):
                    held.Remove(name);
                    break;
                case Step.Pass:
                    fixture.Pass(number * 2);
                    break;
                case Step.Die:
                    held.Remove(name);
                    break;
                case Step.Leave:
                    fixture.Queue.Leave(name);
                    held.Remove(name);
                    break;
                case Step.Fail when lease is not null:
                    fixture.Queue.Fail(lease.Ticket, "failed", isRefused: false);
                    held.Remove(name);
                    break;
                case Step.Repeat when old.Count > 0:
                    Complete(old[^1]);
                    Complete(old[^1]);
                    break;
                default:
                    break;
            }
        }

        // One worker that lives does what is left.
        fixture.Join("last");
        for (var tries = 0; winners.Count < Units; tries++)
        {
            tries.ShouldBeLessThan(10 * Units, "a unit is lost");
            if (fixture.Take("last") is { } taken)
            {
                Complete(taken);
            }
            else
            {
                fixture.Pass(16);
            }
        }

        winners.Order().ShouldBe(Enumerable.Range(0, Units), "each unit has one result that counts");
        Enumerable.Range(0, Units).Select(_ => fixture.Next()).ShouldBe(Enumerable.Range(0, Units).Select(i => i * i));
        var state = fixture.Queue.Describe();
        (state.WaitingUnits, state.LeasedUnits).ShouldBe((0, 0));

        void Complete(UnitLease lease)
        {
            if (fixture.Complete(lease))
            {
                winners.Add(lease.Unit.Index);
            }
        }
    }, iter: 2000);
}
