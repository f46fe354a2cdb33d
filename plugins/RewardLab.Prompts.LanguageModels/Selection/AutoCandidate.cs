using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Selection;

/// <summary>A generator that may be taken, made when it is first looked at.</summary>
/// <param name="id">Its id.</param>
/// <param name="make">Makes it; throws where it cannot be had.</param>
internal sealed class AutoCandidate(string id, Func<IPromptGenerator> make) : IDisposable
{
    private readonly Lazy<(IPromptGenerator? Generator, string Problem)> _made = new(() =>
    {
        try
        {
            return (make(), "");
        }
        catch (RewardLabException exception)
        {
            return (null, exception.Message);
        }
    });

    /// <summary>The id by which the generator is known, such as "rules".</summary>
    public string Id => id;

    /// <summary>The generator, where it can handle the prompt; else null.</summary>
    public IPromptGenerator? For(string prompt) => _made.Value.Generator is { } generator && generator.CanHandle(prompt) ? generator : null;

    /// <summary>Why the generator does not serve the prompt, without a mark at the end.</summary>
    public async Task<string> ProblemAsync(string prompt, CancellationToken cancellationToken)
    {
        if (_made.Value.Generator is not { } generator)
        {
            return _made.Value.Problem.TrimEnd('.');
        }

        try
        {
            // What cannot be handled is refused at once, with the reason.
            await generator.GenerateAsync(prompt, cancellationToken);
            return "can handle it after all";
        }
        catch (RewardLabException exception)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    public void Dispose()
    {
        if (_made.IsValueCreated)
        {
            (_made.Value.Generator as IDisposable)?.Dispose();
        }
    }
}
