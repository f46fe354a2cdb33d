using Mono.Cecil;
using Mono.Cecil.Cil;

namespace RewardLab.Architecture.Tests;

/// <summary>No call of ours lets TorchSharp make a temporary Scalar: the collector may free it while native code reads it.</summary>
/// <remarks>The banned symbols stop those that show in a signature; a method that takes a double and makes the Scalar inside shows only in its code.</remarks>
public sealed class ScalarTests
{
    private const string Scalar = "TorchSharp.Scalar";

    [Fact]
    public void CompiledCode_OfOurs_CallsNothingThatMakesTemporaryScalars()
    {
        using var torchSharp = AssemblyDefinition.ReadAssembly(Path.Combine(Repository.ProgramFolder, "TorchSharp.dll"));
        var racy = MakersOfScalars(torchSharp.MainModule);
        racy.ShouldContain(name => name.Contains("vector_norm(", StringComparison.Ordinal), "the search finds what is known to be racy");
        racy.ShouldNotContain(name => name.Contains("torch/Tensor::matmul(", StringComparison.Ordinal));

        var ours = Directory.EnumerateFiles(Repository.ProgramFolder, "*.dll", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path).StartsWith("rewardlab", StringComparison.OrdinalIgnoreCase)).ToArray();
        ours.Length.ShouldBeGreaterThan(8);
        var offences = new List<string>();
        foreach (var path in ours)
        {
            using var assembly = AssemblyDefinition.ReadAssembly(path);
            offences.AddRange(
                from method in Methods(assembly.MainModule)
                where !method.DeclaringType.FullName.StartsWith("RewardLab.Torch.Tensors.RootedScalar", StringComparison.Ordinal)
                from call in Calls(method)
                where racy.Contains(call.FullName)
                select $"{method.DeclaringType.FullName}.{method.Name} calls {call.FullName}");
        }

        offences.Distinct().ShouldBeEmpty();
    }

    /// <summary>Full names of methods that make a Scalar, or call one that does, and do not keep it alive.</summary>
    private static HashSet<string> MakersOfScalars(ModuleDefinition module)
    {
        var callers = new Dictionary<string, List<MethodDefinition>>(StringComparer.Ordinal);
        var racy = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<string>();
        foreach (var method in Methods(module))
        {
            foreach (var call in Calls(method))
            {
                (callers.TryGetValue(call.FullName, out var list) ? list : callers[call.FullName] = []).Add(method);
                if (call.ReturnType.FullName == Scalar && (call.Name is "op_Implicit" or "ToScalar"))
                {
                    racy.Add(call.FullName);
                }
            }
        }

        foreach (var maker in racy)
        {
            queue.Enqueue(maker);
        }

        while (queue.TryDequeue(out var name))
        {
            foreach (var caller in callers.GetValueOrDefault(name, []))
            {
                if (!Calls(caller).Any(call => call.Name == "KeepAlive") && racy.Add(caller.FullName))
                {
                    queue.Enqueue(caller.FullName);
                }
            }
        }

        return racy;
    }

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.Body.Instructions
            .Where(instruction => instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj or Code.Ldftn)
            .Select(instruction => ((MethodReference)instruction.Operand).GetElementMethod());
}
