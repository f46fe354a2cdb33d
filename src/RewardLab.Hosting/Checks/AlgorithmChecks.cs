using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Guards;

namespace RewardLab.Hosting.Checks;

/// <summary>Checks of an algorithm what costs little: what it says of a context that lacks something, and how it starts and stops on made-up parts.</summary>
internal sealed class AlgorithmChecks(IAlgorithm algorithm, CheckSession session)
{
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(1);

    /// <summary>Makes the checks.</summary>
    public void Run()
    {
        session.Check("missing parts", () => Try(static context => context, static needed => $"it says what it needs: {needed}"));
        session.Check("small run", () => Try(context => context with
        {
            Model = new MadeUpImageModel(), Reward = new MadeUpReward(), HeldOutRewards = [new MadeUpReward()], Prompts = session.Options.Prompts,
        }, static needed => throw CheckFailure.Skip($"it does not run on made-up parts: {needed}")));
        session.Check("cancelled before", CancelledBefore);
        session.Check("training", static () => throw CheckFailure.Skip(
            "not tried: that it improves a reward, that it resumes with the same bytes, and its memory; see them with 'rewardlab run EXPERIMENT'"));
    }

    private string Try(Func<OptimizationContext, OptimizationContext> with, Func<string, string> onRefusal)
    {
        using var run = new UnkeptRun();
        using var cancellation = new TimedCancellation(Trial, session.Time);
        try
        {
            algorithm.Run(with(new OptimizationContext { Run = run }), cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancelled)
        {
            return $"it runs, and stopped {CheckSession.Text(session.RequireWithin(cancellation.Timestamp))} after it was asked; {run.EventCount} events";
        }
        catch (RewardLabException exception) when (exception is not ComponentFaultException)
        {
            return onRefusal(OneLine.Format(exception.Message));
        }

        if (cancellation.IsCancelled)
        {
            return $"it runs, and ended {CheckSession.Text(session.RequireWithin(cancellation.Timestamp))} after it was asked; {run.EventCount} events";
        }

        return $"it ran to its end; {run.EventCount} events";
    }

    private string CancelledBefore()
    {
        using var run = new UnkeptRun();
        var context = new OptimizationContext
        {
            Run = run, Model = new MadeUpImageModel(), Reward = new MadeUpReward(), Prompts = session.Options.Prompts,
        };
        try
        {
            return session.CancelledBefore(token => algorithm.Run(context, token), mustThrow: false);
        }
        catch (RewardLabException exception) when (exception is not ComponentFaultException)
        {
            throw CheckFailure.Skip($"it does not run on made-up parts: {OneLine.Format(exception.Message)}");
        }
    }
}
