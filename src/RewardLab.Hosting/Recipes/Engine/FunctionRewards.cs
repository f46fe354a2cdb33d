using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>The rewards that a recipe's own functions compute, by what identifies them.</summary>
/// <remarks>
/// A function reward is known by its name, by a hash of the recipe and of every file that it loads, and, where one name was given to several functions, by
/// their order. So a preset that holds one is refused once the code has changed, and two functions never share scores. The same function under the same
/// name, declared again, is the same reward if it captures no variable: of one that does nobody knows whether the variable still has its value.
/// </remarks>
/// <param name="sources">SHA-256 (hexadecimal) of each source file of the recipe, in an order that does not depend on where they lie.</param>
internal sealed class FunctionRewards(IEnumerable<string> sources)
{
    private const string Prefix = RewardTreeKeys.RecipeFunction;
    private const string Code = "code";
    private const string Declaration = "declaration";
    private const int CodeLength = 16;

    private readonly string _code = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', sources))))[..CodeLength];
    private readonly List<(string Name, Delegate Function, ComponentReference Reference, IRewardModel Reward)> _declared = [];
    private readonly Lock _lock = new();

    /// <summary>Whether a reward is a function of a recipe.</summary>
    public static bool Is(ComponentReference reference) => reference.Id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Makes a function known; one that is known already keeps its identity.</summary>
    public ComponentReference Declare(string name, Delegate function, Func<IRewardModel> make)
    {
        lock (_lock)
        {
            var known = _declared.Where(declared => declared.Name == name).ToArray();
            if (!Captures(function) && Array.Find(known, declared => declared.Function.Equals(function)) is { Reference: { } same })
            {
                return same;
            }

            var identity = new Dictionary<string, object?>(StringComparer.Ordinal) { [Code] = _code };
            if (known.Length > 0)
            {
                identity[Declaration] = known.Length + 1;
            }

            var reference = new ComponentReference(Prefix + name, identity);
            _declared.Add((name, function, reference, make()));
            return reference;
        }
    }

    /// <summary>The reward of a reference.</summary>
    /// <exception cref="RewardLabException">The recipe has declared no such function, or the code has changed since the reference was written.</exception>
    public IRewardModel Find(ComponentReference reference)
    {
        lock (_lock)
        {
            var key = RewardKey.Create(reference);
            if (_declared.Find(declared => RewardKey.Create(declared.Reference) == key) is { Reward: { } found })
            {
                return found;
            }

            var name = reference.Id[Prefix.Length..];
            throw new RewardLabException(
                _declared.Exists(declared => declared.Name == name)
                    ? $"Reward '{name}' is a function of a recipe whose code is not what it was when this was written "
                        + $"({Code} {reference.Options.GetValueOrDefault(Code)}, now {_code}), so its settings may no longer hold. Choose them again."
                    : $"Reward '{name}' is a function of a recipe, which this one has not declared. "
                        + $"Declare it first: Lab.Reward(\"{name}\", (image, prompt) => ...).{Advice(name)}");
        }
    }

    private static bool Captures(Delegate function) =>
        function.Target?.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0;

    private string Advice(string name) =>
        NearestName.Find(name, _declared.Select(declared => declared.Name)) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
