using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training;

public sealed class PartGradientsTests
{
    private const int Parts = 5;

    [Fact]
    public void Accumulate_SeveralParts_GivesTheBytesOfPartsInOrder()
    {
        using var scope = NewDisposeScope();
        var inputs = rand(Parts, 16, 8);
        Parameter[] parameters = [new(rand(8, 8)), new(rand(8)), new(rand(3))]; // the last is not used
        var expected = Copies(parameters);
        var gradients = new PartGradients(Named(parameters));
        for (var turn = 0; turn < 2; turn++) // the second adds to the first
        {
            gradients.Accumulate(Parts, part => Loss(inputs[part], parameters));
            for (var part = 0; part < Parts; part++)
            {
                Loss(inputs[part], expected).backward();
            }
        }

        for (var i = 0; i < 2; i++)
        {
            parameters[i].grad!.equal(expected[i].grad!).all().item<bool>().ShouldBeTrue($"parameter {i}");
        }

        parameters[2].grad!.abs().max().item<float>().ShouldBe(0);
    }

    [Fact]
    public void Accumulate_PartByPart_GivesTheSameBytes()
    {
        using var scope = NewDisposeScope();
        var inputs = rand(Parts, 16, 8);
        Parameter[] parameters = [new(rand(8, 8)), new(rand(8))];
        var others = Copies(parameters);
        new PartGradients(Named(parameters)).Accumulate(Parts, part => Loss(inputs[part], parameters));
        new PartGradients(Named(others)).Accumulate(Parts, part => Loss(inputs[part], others), isSequential: true);
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i].grad!.equal(others[i].grad!).all().item<bool>().ShouldBeTrue($"parameter {i}");
        }
    }

    private static Tensor Loss(Tensor input, Parameter[] parameters)
    {
        var difference = input.matmul(parameters[0]).Add(parameters[1]).tanh();
        return (difference * difference).mean();
    }

    private static Parameter[] Copies(Parameter[] parameters) => Array.ConvertAll(parameters, static value => new Parameter(value.detach().clone()));

    private static (string, Parameter)[] Named(Parameter[] parameters) => [.. parameters.Select(static (value, i) => ($"{i}", value))];
}
