using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Blocks that forget what they computed on the way and compute it again when the gradient comes:
/// memory of one block in place of all (Chen et al., arXiv:1604.06174).</summary>
internal static class BlockRecomputation
{
    [ThreadStatic]
    private static bool _isOn;

    /// <summary>Recomputes blocks of this thread until disposed.</summary>
    public static IDisposable Within(bool isOn)
    {
        var outer = _isOn;
        _isOn = isOn;
        return new Scope(outer);
    }

    /// <summary>Calls a block of two inputs.</summary>
    /// <param name="block">The block.</param>
    /// <param name="first">Its first input, such as a map.</param>
    /// <param name="second">Its second input, such as the time's embedding or the text's states.</param>
    public static Tensor Call(Func<Tensor, Tensor, Tensor> block, Tensor first, Tensor second)
    {
        if (!_isOn || !is_grad_enabled())
        {
            return block(first, second);
        }

        // Without an input that asks for a gradient none would come, and the adapters inside would learn nothing.
        using var scope = NewDisposeScope();
        var anchor = SafeOps.Full([], 0, first.device).requires_grad_();
        return Function.apply(block, first, second, anchor).MoveToOuterDisposeScope();
    }

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(BlockRecomputation);

        public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
        {
            var (block, first, second) = ((Func<Tensor, Tensor, Tensor>)arguments[0], (Tensor)arguments[1], (Tensor)arguments[2]);
            context.save_for_backward([first, second]);
            context.save_data("block", block);
            using var ungraded = no_grad();
            return block(first, second);
        }

        public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
        {
            var block = (Func<Tensor, Tensor, Tensor>)context.get_data("block");
            var saved = context.get_saved_variables();
            using var scope = NewDisposeScope();
            using var graded = enable_grad();
            using var once = Within(isOn: false);
            var first = saved[0].detach().requires_grad_();
            var second = saved[1].detach().requires_grad_();
            block(first, second).backward([gradient]);
            return [null!, Moved(first.grad)!, Moved(second.grad)!, null!];
        }

        private static Tensor? Moved(Tensor? gradient) => gradient?.MoveToOuterDisposeScope();
    }

    private sealed class Scope(bool outer) : IDisposable
    {
        public void Dispose() => _isOn = outer;
    }
}
