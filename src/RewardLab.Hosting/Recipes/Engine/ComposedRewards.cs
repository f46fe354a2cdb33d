using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;
using RewardLab.Hosting.Rewards;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>The rewards that a recipe has composed so far, and whether their generators can handle the prompts that images are about to be generated
/// for.</summary>
/// <param name="session">The recipe's session.</param>
internal sealed class ComposedRewards(RecipeSession session)
{
    private readonly Lock _gate = new();
    private readonly List<RewardNode> _composed = [];
    private readonly Dictionary<string, IPromptGenerator> _generators = new(StringComparer.Ordinal);

    /// <summary>Remembers a reward.</summary>
    public void Add(RewardNode node)
    {
        lock (_gate)
        {
            _composed.Add(node);
        }
    }

    /// <summary>Refuses prompts that a TextNorm inside a reward cannot score.</summary>
    /// <exception cref="RewardLabException">There is one.</exception>
    public void Require(RewardNode node, IReadOnlyList<string> prompts)
    {
        lock (_gate)
        {
            foreach (var generator in Generators([node]))
            {
                ContrastivePromptCheck.Require(generator, prompts, session.Cancellation);
            }
        }
    }

    /// <summary>Refuses prompts that a TextNorm composed so far cannot score, unless another one can: a recipe may calibrate some prompts in one way and some
    /// in another.</summary>
    /// <exception cref="RewardLabException">There is one.</exception>
    public void Require(IReadOnlyList<string> prompts)
    {
        lock (_gate)
        {
            IPromptGenerator[] generators = [.. Generators(_composed)];
            string[] open = [.. prompts.Where(prompt => !Array.Exists(generators, generator => generator.CanHandle(prompt)))];
            try
            {
                foreach (var generator in generators)
                {
                    ContrastivePromptCheck.Require(generator, open, session.Cancellation);
                }
            }
            catch (RewardLabException exception)
            {
                throw new RewardLabException($"{exception.Message} A TextNorm that is not meant for these prompts is composed after Lab.Generate.", exception);
            }
        }
    }

    private IEnumerable<IPromptGenerator> Generators(IEnumerable<RewardNode> nodes) =>
        nodes.SelectMany(References).DistinctBy(RewardKey.Create, StringComparer.Ordinal).Select(Make);

    private IPromptGenerator Make(ComponentReference reference)
    {
        var key = RewardKey.Create(reference);
        return _generators.TryGetValue(key, out var made) ? made : _generators[key] = session.Create<IPromptGenerator>(reference);
    }

    private static IEnumerable<ComponentReference> References(RewardNode node) => node switch
    {
        TextNormNode textNorm => References(textNorm.Inner).Append(textNorm.Generator),
        EnsembleNode ensemble => ensemble.Members.SelectMany(References),
        _ => [],
    };
}
